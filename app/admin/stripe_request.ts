import { randomUUID } from 'node:crypto'

/**
 * Names a form that makes something at Stripe, so that sending it twice makes one. It travels with
 * the form.
 */
export function newRequest(): string {
  return randomUUID()
}

/** The name of a form that was sent. */
export function requestOf({ request }: Record<string, unknown>): string {
  return typeof request === 'string' && /^[\w-]{20,64}$/.test(request) ? request : newRequest()
}
