import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A purchase lost its access because of an update from Stripe: it was refunded, disputed or lost,
 * or its subscription ended. No event is dispatched when access ends by time alone: a cancelled
 * period, the end of grace, an end date set by staff.
 *
 * Dispatched at most once, after the row is committed; delivery as for `PurchaseCompleted`.
 */
export default class AccessEnded extends BaseEvent {
  constructor(readonly purchase: Purchase) {
    super()
  }
}
