import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { PageRequest } from '#stripe_emulator/pages/page'

/**
 * One of the choices of a select.
 * @throws StripeError if another value was sent
 */
export function choice<T extends string>(
  request: PageRequest,
  name: string,
  choices: readonly T[]
): T {
  const chosen = choices.find((one) => one === request.field(name))
  if (chosen === undefined) {
    throw invalidRequest(`Choose one of ${choices.join(', ')}.`)
  }
  return chosen
}

/** Whether a checkbox was checked. */
export function isChecked(request: PageRequest, name: string): boolean {
  return request.field(name) === 'on'
}

/** A number; undefined if none was typed. */
export function numberOrNone(request: PageRequest, name: string): number | undefined {
  const typed = request.field(name).trim()
  return typed === '' || Number.isNaN(Number(typed)) ? undefined : Number(typed)
}

/** Words with spaces between them. */
export function words(request: PageRequest, name: string): string[] {
  return request.field(name).split(/\s+/).filter(Boolean)
}

/**
 * A currency, as `eur`; null if none was typed.
 * @throws StripeError if it has not the form of one
 */
export function currencyOrNone(request: PageRequest, name: string): string | null {
  const typed = request.field(name).trim().toLowerCase()
  if (typed !== '' && !/^[a-z]{3}$/.test(typed)) {
    throw invalidRequest('Enter a currency, such as eur.')
  }
  return typed || null
}
