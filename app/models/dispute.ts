import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { DisputeSchema } from '#database/schema'
import Payment from '#models/payment'

/**
 * A dispute of a payment by the cardholder, as Stripe reports it.
 */
export default class Dispute extends DisputeSchema {
  @belongsTo(() => Payment)
  declare payment: BelongsTo<typeof Payment>
}
