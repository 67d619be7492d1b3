import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import type Stripe from 'stripe'
import { RefundRequestSchema } from '#database/schema'
import Payment from '#models/payment'

/**
 * A refund that was asked for here, written before Stripe was called.
 *
 * - `open` without a final answer: whether the money goes back is not known
 * - `done` Stripe made it
 * - `failed` Stripe refused it
 */
export default class RefundRequest extends RefundRequestSchema {
  declare status: 'open' | 'done' | 'failed'
  declare parameters: Stripe.RefundCreateParams

  @belongsTo(() => Payment)
  declare payment: BelongsTo<typeof Payment>
}
