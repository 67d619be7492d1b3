import type { FaultOptions } from '#stripe_emulator/hostile/faults'

/** Calls that create or update the catalogue in Stripe, for `emulator.fault` and `emulator.hold`. */
export const CREATE_PRODUCT = { method: 'POST', path: '^/v1/products$' }
export const UPDATE_PRODUCT = { method: 'POST', path: '^/v1/products/prod_' }
export const READ_PRODUCT = { method: 'GET', path: '^/v1/products/prod_' }
export const CREATE_PRICE = { method: 'POST', path: '^/v1/prices$' }
export const UPDATE_PRICE = { method: 'POST', path: '^/v1/prices/price_' }

/** The answer is lost on every try, though Stripe has done what it was asked. */
export const LOST = { kind: 'reset_after_headers', times: 9 } as const

/** What Stripe does with a call, and the outcome of the first attempt. */
export const FAULTS: {
  title: string
  fault: Pick<FaultOptions, 'kind' | 'times' | 'status' | 'executed'>
  first: string
}[] = [
  { title: 'the answer is lost', fault: LOST, first: 'unavailable' },
  { title: 'Stripe is down', fault: { kind: 'reset', times: 9 }, first: 'unavailable' },
  {
    title: 'Stripe fails after it did it',
    fault: { kind: 'status', status: 500, executed: true },
    first: 'unavailable',
  },
  { title: 'Stripe fails', fault: { kind: 'status', status: 500 }, first: 'unavailable' },
  { title: 'Stripe refuses it', fault: { kind: 'status', status: 400 }, first: 'refused' },
]

/** The read of one Checkout Session, held after Stripe has built its answer and before it sends it. */
export function sessionRead(sessionId: string) {
  return { method: 'GET', path: `^/v1/checkout/sessions/${sessionId}$`, phase: 'after' } as const
}
