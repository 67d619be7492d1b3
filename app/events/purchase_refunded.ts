import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A payment of a purchase was refunded, in full or in part, or such a refund failed.
 *
 * Dispatched at most once for each, after the row is committed; delivery as for
 * `PurchaseCompleted`.
 */
export default class PurchaseRefunded extends BaseEvent {
  constructor(
    readonly purchase: Purchase,
    readonly refundStripeId: string,
    /** False if the refund failed. */
    readonly givesBack: boolean
  ) {
    super()
  }
}
