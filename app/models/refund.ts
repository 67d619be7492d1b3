import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { RefundSchema } from '#database/schema'
import Payment from '#models/payment'

/**
 * A refund of a payment, in full or in part, as Stripe reports it.
 */
export default class Refund extends RefundSchema {
  @belongsTo(() => Payment)
  declare payment: BelongsTo<typeof Payment>
}
