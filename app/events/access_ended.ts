import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * Stripe's news ended what a purchase opens: refunded, disputed, lost, or a subscription that is
 * over. An end that comes by the clock alone (a cancelled period, the end of grace, a date that staff
 * set) is told by no event. Told after the row is committed, at most once, under the same
 * promise as `PurchaseCompleted`.
 */
export default class AccessEnded extends BaseEvent {
  constructor(readonly purchase: Purchase) {
    super()
  }
}
