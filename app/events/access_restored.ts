import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A purchase got its access back because of an update from Stripe: a refund failed, a dispute was
 * won, an overdue renewal was paid.
 *
 * Dispatched at most once, after the row is committed; delivery as for `PurchaseCompleted`.
 */
export default class AccessRestored extends BaseEvent {
  constructor(readonly purchase: Purchase) {
    super()
  }
}
