import { hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import { PaymentSchema } from '#database/schema'
import Dispute from '#models/dispute'
import PaymentLine from '#models/payment_line'
import Refund from '#models/refund'

/**
 * One payment of a checkout; each renewal adds one. Its lines say which purchase got what of it.
 */
export default class Payment extends PaymentSchema {
  @hasMany(() => PaymentLine)
  declare lines: HasMany<typeof PaymentLine>

  @hasMany(() => Refund)
  declare refunds: HasMany<typeof Refund>

  @hasMany(() => Dispute)
  declare disputes: HasMany<typeof Dispute>
}
