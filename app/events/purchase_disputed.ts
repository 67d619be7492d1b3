import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A buyer's bank disputed a payment of a purchase.
 *
 * Dispatched at most once, after the row is committed; delivery as for `PurchaseCompleted`.
 */
export default class PurchaseDisputed extends BaseEvent {
  constructor(
    readonly purchase: Purchase,
    readonly disputeStripeId: string
  ) {
    super()
  }
}
