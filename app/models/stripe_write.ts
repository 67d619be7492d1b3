import { StripeWriteSchema } from '#database/schema'

/**
 * One change that staff asked of Stripe, written before Stripe was called: exactly what was sent, and
 * under which key, so that the same call can be made again.
 *
 * - `open` without a final answer: whether it took effect is not known
 * - `done` Stripe did it
 * - `failed` Stripe refused it
 */
export default class StripeWrite extends StripeWriteSchema {
  declare kind: 'product.create' | 'product.update' | 'price.create' | 'price.update'
  declare status: 'open' | 'done' | 'failed'
}
