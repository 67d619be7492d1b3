import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A further payment of a subscription has come. Told after the row is committed, at most once, under the same
 * promise as `PurchaseCompleted`.
 */
export default class PurchaseRenewed extends BaseEvent {
  constructor(
    readonly purchase: Purchase,
    /** Stripe's id of the invoice. */
    readonly paymentStripeId: string
  ) {
    super()
  }
}
