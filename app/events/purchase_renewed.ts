import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A subscription was renewed: a payment after its first one arrived.
 *
 * Dispatched at most once, after the row is committed; delivery as for `PurchaseCompleted`.
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
