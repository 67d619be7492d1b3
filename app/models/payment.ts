import { belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { PaymentSchema } from '#database/schema'
import Dispute from '#models/dispute'
import Purchase from '#models/purchase'
import Refund from '#models/refund'

/**
 * One payment of a purchase; each renewal adds one.
 */
export default class Payment extends PaymentSchema {
  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>

  @hasMany(() => Refund)
  declare refunds: HasMany<typeof Refund>

  @hasMany(() => Dispute)
  declare disputes: HasMany<typeof Dispute>
}
