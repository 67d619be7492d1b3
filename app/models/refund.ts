import { belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { RefundSchema } from '#database/schema'
import Payment from '#models/payment'
import RefundLine from '#models/refund_line'

/**
 * A refund of a payment, in full or in part, as Stripe reports it.
 */
export default class Refund extends RefundSchema {
  @belongsTo(() => Payment)
  declare payment: BelongsTo<typeof Payment>

  @hasMany(() => RefundLine)
  declare lines: HasMany<typeof RefundLine>
}
