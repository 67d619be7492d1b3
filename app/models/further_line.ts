import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { FurtherLineSchema } from '#database/schema'
import Purchase, { type PriceSnapshot } from '#models/purchase'

/**
 * A line of a checkout whose product is not here, such as one that Stripe offered. It is settled once it
 * has become a purchase of its own, or staff dealt with it otherwise.
 */
export default class FurtherLine extends FurtherLineSchema {
  declare priceSnapshot: PriceSnapshot

  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>
}
