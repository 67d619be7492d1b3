import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { PaymentLineSchema } from '#database/schema'
import Payment from '#models/payment'
import Purchase from '#models/purchase'

/**
 * What a purchase got of a payment, in minor units of the payment's currency. The totals of all lines of
 * a payment add up to it.
 */
export default class PaymentLine extends PaymentLineSchema {
  @belongsTo(() => Payment)
  declare payment: BelongsTo<typeof Payment>

  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>
}
