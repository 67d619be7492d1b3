import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import type Stripe from 'stripe'
import { RefundRequestSchema } from '#database/schema'
import type { SubscriptionChoice } from '#models/subscription_request'
import Payment from '#models/payment'
import Purchase from '#models/purchase'

/**
 * A refund requested by this store, written before Stripe is called.
 *
 * - `open` no final answer yet: it is not known whether the refund took effect
 * - `done` Stripe created it
 * - `failed` Stripe refused it
 */
export default class RefundRequest extends RefundRequestSchema {
  declare status: 'open' | 'done' | 'failed'
  declare subscriptionChoice: SubscriptionChoice | null
  declare parameters: Stripe.RefundCreateParams

  @belongsTo(() => Payment)
  declare payment: BelongsTo<typeof Payment>

  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>
}
