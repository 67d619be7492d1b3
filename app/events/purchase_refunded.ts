import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * Money of a purchase went back, in full or in part; or it did not after all. Told after the row is committed, at most once, under the same
 * promise as `PurchaseCompleted`.
 */
export default class PurchaseRefunded extends BaseEvent {
  constructor(
    readonly purchase: Purchase,
    readonly refundStripeId: string,
    /** False for a refund that failed. */
    readonly givesBack: boolean
  ) {
    super()
  }
}
