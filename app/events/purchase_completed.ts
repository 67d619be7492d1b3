import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A purchase was paid, or needed no payment, and gives access now. Told once for each purchase,
 * after its row is committed. For developers who extend the store: a listener may be lost with the
 * process, so nothing that must happen hangs on it.
 */
export default class PurchaseCompleted extends BaseEvent {
  constructor(readonly purchase: Purchase) {
    super()
  }
}
