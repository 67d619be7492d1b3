import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'
import type { PurchaseStatus } from '#models/purchase_status'

/**
 * The status of a purchase changed because of an update from Stripe: refunded, disputed, past due
 * and so on.
 *
 * Dispatched after the row is committed; delivery as for `PurchaseCompleted`.
 */
export default class PurchaseStatusChanged extends BaseEvent {
  constructor(
    readonly purchase: Purchase,
    /** Null for a new purchase. */
    readonly before: PurchaseStatus | null
  ) {
    super()
  }
}
