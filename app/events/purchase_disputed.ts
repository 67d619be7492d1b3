import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A buyer's bank disputes a payment of a purchase. Told after the row is committed, at most once, under the same
 * promise as `PurchaseCompleted`.
 */
export default class PurchaseDisputed extends BaseEvent {
  constructor(
    readonly purchase: Purchase,
    readonly disputeStripeId: string
  ) {
    super()
  }
}
