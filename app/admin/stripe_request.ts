import { randomUUID } from 'node:crypto'

/**
 * A new id of a form that creates something in Stripe, so that sending the form twice creates it
 * once. It is a hidden field of the form.
 */
export function newRequest(): string {
  return randomUUID()
}

/** The id of a form that was sent; a new one where it is missing or malformed. */
export function requestOf({ request }: Record<string, unknown>): string {
  return typeof request === 'string' && /^[\w-]{20,64}$/.test(request) ? request : newRequest()
}
