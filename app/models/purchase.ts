import { belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { PurchaseSchema } from '#database/schema'
import FurtherLine from '#models/further_line'
import Payment from '#models/payment'
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
}

/**
 * A user's purchase of a ProductConfiguration through one Checkout Session, or a grant by staff.
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

  @hasMany(() => Payment)
  declare payments: HasMany<typeof Payment>

  @hasMany(() => FurtherLine)
  declare furtherLines: HasMany<typeof FurtherLine>
}
