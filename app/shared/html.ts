/** undefined, null and false leave the attribute out; true writes its name alone. */
export type AttributeValue = string | number | boolean | null | undefined | unknown[]

/**
 * Prints HTML attributes with their values escaped. An empty string and 0 are printed; a list is
 * joined with spaces, without its empty entries, as `class` expects.
 */
export function htmlAttributes(values: Record<string, AttributeValue>): string {
  return Object.entries(values)
    .map(([name, value]) => printAttribute(name, value))
    .filter((attribute) => attribute !== '')
    .join(' ')
}

/**
 * Escapes text for HTML, inside elements and inside quoted attributes.
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character])
}

/**
 * Prints a value as JSON for a data block in a script element. No text in it can close the element.
 * Source: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function jsonDataBlock(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

/**
 * The ids of a field's hint and error, for `aria-describedby`; undefined if it has neither.
 */
export function describedBy(field: { name: string; hint?: unknown; error?: unknown }) {
  const ids = [field.hint && `hint-${field.name}`, field.error && `error-${field.name}`]
  return ids.filter(Boolean).join(' ') || undefined
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function printAttribute(name: string, value: AttributeValue): string {
  if (value === undefined || value === null || value === false) {
    return ''
  }
  if (value === true) {
    return name
  }
  const text = Array.isArray(value) ? value.filter(Boolean).join(' ') : String(value)
  return `${name}="${escapeHtml(text)}"`
}
