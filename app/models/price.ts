import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { PriceSchema } from '#database/schema'
import Product from '#models/product'

/**
 * The local copy of a Stripe price.
 */
export default class Price extends PriceSchema {
  @belongsTo(() => Product)
  declare product: BelongsTo<typeof Product>

  get isRecurring(): boolean {
    return this.type === 'recurring'
  }

  /** Whether it can be sold: it exists in Stripe and is active there. */
  get isSellable(): boolean {
    return this.active && this.goneAt === null
  }
}
