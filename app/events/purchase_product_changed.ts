import { BaseEvent } from '@adonisjs/core/events'
import type Purchase from '#models/purchase'

/**
 * A subscription was changed to another product, which the purchase and its access are of now.
 */
export default class PurchaseProductChanged extends BaseEvent {
  constructor(
    public readonly purchase: Purchase,
    /** The product that it was of before. */
    public readonly productConfigurationIdBefore: number
  ) {
    super()
  }
}
