import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { FurtherLineSchema } from '#database/schema'
import Purchase, { type PriceSnapshot } from '#models/purchase'

/**
 * A line of a checkout beside the product that was asked for, such as one that Stripe offered. It is
 * settled once staff have granted it or dealt with it otherwise.
 */
export default class FurtherLine extends FurtherLineSchema {
  declare priceSnapshot: PriceSnapshot

  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>

  @belongsTo(() => Purchase, { foreignKey: 'grantedPurchaseId' })
  declare grantedPurchase: BelongsTo<typeof Purchase>
}
