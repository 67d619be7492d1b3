import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import type Stripe from 'stripe'
import { SubscriptionRequestSchema } from '#database/schema'
import Purchase from '#models/purchase'

/**
 * What can be done with a subscription in Stripe: `cancel_now` ends it, `cancel_at_period_end` ends
 * it with the paid period, `undo_cancellation` removes a planned end, `pause` collects no payments
 * until `resume`.
 */
export const SUBSCRIPTION_ACTS = [
  'cancel_now',
  'cancel_at_period_end',
  'undo_cancellation',
  'pause',
  'resume',
] as const
export type SubscriptionAct = (typeof SUBSCRIPTION_ACTS)[number]

/** What staff may decide about a running subscription whose access they close or refund. */
export const SUBSCRIPTION_CHOICES = ['cancel_now', 'cancel_at_period_end', 'keep'] as const
export type SubscriptionChoice = (typeof SUBSCRIPTION_CHOICES)[number]

/** What an act changes in Stripe, as it was before the act was sent. */
export interface SubscriptionStateBefore {
  hasEnded: boolean
  /** Unix seconds. */
  cancelAt: number | null
  cancelAtPeriodEnd: boolean
  /** Stripe's name of what happens to invoices meanwhile; null where collection is not paused. */
  pause: string | null
}

/**
 * A change of a subscription that staff requested, written before Stripe is called.
 *
 * - `open` no final answer yet: it is not known whether it took effect
 * - `done` it took effect
 * - `failed` Stripe refused it
 * - `superseded` it was not sent again, because somebody decided otherwise meanwhile
 */
export default class SubscriptionRequest extends SubscriptionRequestSchema {
  declare act: SubscriptionAct
  declare status: 'open' | 'done' | 'failed' | 'superseded'
  /** Null until it is sent for the first time. */
  declare before: SubscriptionStateBefore | null
  declare parameters: Stripe.SubscriptionUpdateParams | null

  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>
}
