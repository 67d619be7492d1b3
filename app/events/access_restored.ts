import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * Stripe's news opened again what a purchase had opened before: a refund failed, a dispute was won,
 * an overdue renewal was paid. Told after the row is committed, at most once, under the same
 * promise as `PurchaseCompleted`.
 */
export default class AccessRestored extends BaseEvent {
  constructor(readonly purchase: Purchase) {
    super()
  }
}
