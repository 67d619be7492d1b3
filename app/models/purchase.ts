import { belongsTo, hasMany, manyToMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany, ManyToMany } from '@adonisjs/lucid/types/relations'
import { PurchaseSchema } from '#database/schema'
import FurtherLine from '#models/further_line'
import Payment from '#models/payment'
import PaymentLine from '#models/payment_line'
import ProductConfiguration from '#models/product_configuration'
import User from '#models/user'
import type { PurchaseStatus } from '#models/purchase_status'

/** Product and price as they were at the time of purchase. */
export interface ProductSnapshot {
  stripeId: string
  name: string
  description: string | null
}
export interface PriceSnapshot {
  stripeId: string
  currency: string
  /** In minor units of `currency`. */
  unitAmount: number | null
  interval: string | null
  intervalCount: number | null
  nickname: string | null
  /** Other prices of the product that were paid in the same checkout. */
  others?: (Omit<PriceSnapshot, 'others'> & { quantity: number })[]
}

/**
 * A purchase of a ProductConfiguration through a Checkout Session, which has one per product, or a grant
 * by staff.
 */
export default class Purchase extends PurchaseSchema {
  declare source: 'stripe' | 'grant' | 'import'
  declare status: PurchaseStatus
  declare accessOverride: 'revoked' | 'kept' | null
  declare productSnapshot: ProductSnapshot
  declare priceSnapshot: PriceSnapshot

  @belongsTo(() => User)
  declare user: BelongsTo<typeof User>

  @belongsTo(() => ProductConfiguration)
  declare productConfiguration: BelongsTo<typeof ProductConfiguration>

  /** Those that it had a part in; `paymentLines` says how much. */
  @manyToMany(() => Payment, { pivotTable: 'payment_lines' })
  declare payments: ManyToMany<typeof Payment>

  @hasMany(() => PaymentLine)
  declare paymentLines: HasMany<typeof PaymentLine>

  /** What was paid with it and has no purchase of its own, since its product is not here. */
  @hasMany(() => FurtherLine, {
    onQuery: (query) => void query.whereNull('granted_purchase_id'),
  })
  declare furtherLines: HasMany<typeof FurtherLine>
}
