/** Everything that a browser would send for a form, besides files and buttons. */
export function sentFields(form: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [tag] of form.matchAll(/<input\s[^>]*>/g)) {
    const name = attribute(tag, 'name')
    const type = attribute(tag, 'type')
    const isSent = !['checkbox', 'radio'].includes(type ?? '') || /\schecked/.test(tag)
    if (name && type !== 'file' && isSent) {
      fields[name] = attribute(tag, 'value') ?? ''
    }
  }
  for (const [, tag, text] of form.matchAll(/<textarea ([^>]*)>([\s\S]*?)<\/textarea>/g)) {
    fields[attribute(tag, 'name') ?? ''] = unescapeHtml(text).replace(/^\n/, '')
  }
  for (const [, tag, options] of form.matchAll(/<select ([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option [^>]*selected[^>]*>/.exec(options)?.[0] ?? '<option value="">'
    fields[attribute(tag, 'name') ?? ''] = attribute(chosen, 'value') ?? ''
  }
  return fields
}

/** An attribute of a tag; null if it has none of that name. */
export function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag)
  return value ? unescapeHtml(value[1] ?? value[2]) : null
}

/** Text as it was before it was escaped. */
export function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/&#(?:39|x27);/g, "'")
    .replaceAll('&amp;', '&')
}
