import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'
import type { PurchaseStatus } from '#models/purchase_status'

/**
 * Stripe's news moved a purchase to another status: refunded, disputed, past due, ... Told after the
 * row is committed, under the same promise as `PurchaseCompleted`.
 */
export default class PurchaseStatusChanged extends BaseEvent {
  constructor(
    readonly purchase: Purchase,
    /** Null for a purchase that is new. */
    readonly before: PurchaseStatus | null
  ) {
    super()
  }
}
