import { StripeWriteSchema } from '#database/schema'

/**
 * A change in Stripe requested by staff, written before Stripe is called. It has the exact
 * parameters and the idempotency key, so that the same call can be repeated.
 *
 * - `open` no final answer yet: it is not known whether it took effect
 * - `done` Stripe made the change
 * - `failed` Stripe refused it
 */
export default class StripeWrite extends StripeWriteSchema {
  declare kind: 'product.create' | 'product.update' | 'price.create' | 'price.update'
  declare status: 'open' | 'done' | 'failed'
}
