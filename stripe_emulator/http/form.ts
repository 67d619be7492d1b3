import { invalidRequest } from '#stripe_emulator/http/stripe_error'

/** A decoded value: text, or nested fields. */
export type FormValue = string | FormFields
/** Lists are fields whose names are the positions. */
export interface FormFields {
  [name: string]: FormValue
}

/**
 * Decodes `application/x-www-form-urlencoded` text with brackets, the notation of Stripe's API:
 * `line_items[0][price]=price_1&expand[]=customer`.
 */
export function decodeForm(text: string): FormFields {
  const root = emptyFields()
  for (const [name, value] of new URLSearchParams(text)) {
    setField(root, splitName(name), value, name)
  }
  return root
}

/** Decodes several texts, such as query and body, into one tree. */
export function decodeForms(...texts: string[]): FormFields {
  return decodeForm(texts.filter((text) => text !== '').join('&'))
}

function setField(fields: FormFields, path: string[], value: string, name: string) {
  let target = fields
  path.forEach((step, depth) => {
    const key = step === '' ? String(Object.keys(target).length) : step
    if (depth === path.length - 1) {
      target[key] = value
      return
    }
    target[key] ??= emptyFields()
    const next = target[key]
    if (typeof next === 'string') {
      throw invalidRequest(`Invalid parameter: ${name}`, { param: name })
    }
    target = next
  })
}

function splitName(name: string): string[] {
  const head = name.split('[', 1)[0]
  const rest = name.slice(head.length)
  return [head, ...Array.from(rest.matchAll(/\[([^[\]]*)\]/g), (match) => match[1])]
}

/** Without a prototype, so that a field named `__proto__` is only a field. */
function emptyFields(): FormFields {
  return Object.create(null) as FormFields
}
