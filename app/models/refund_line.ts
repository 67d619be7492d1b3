import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { RefundLineSchema } from '#database/schema'
import Purchase from '#models/purchase'
import Refund from '#models/refund'

/**
 * What of a refund was for a purchase, in minor units of the payment's currency. The lines of a refund
 * add up to it; it has none until it is known what it was for.
 */
export default class RefundLine extends RefundLineSchema {
  @belongsTo(() => Refund)
  declare refund: BelongsTo<typeof Refund>

  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>
}
