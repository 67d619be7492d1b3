import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A purchase was paid, or needed no payment, and now gives access.
 *
 * Dispatched at most once for a purchase, after its row is committed. If the process dies in
 * between, listeners never run, so nothing that must happen may depend on one.
 */
export default class PurchaseCompleted extends BaseEvent {
  constructor(readonly purchase: Purchase) {
    super()
  }
}
