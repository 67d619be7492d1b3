import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { ProductSlugSchema } from '#database/schema'
import ProductConfiguration from '#models/product_configuration'

/**
 * A slug that a product has or once had; an old one redirects to the current one.
 */
export default class ProductSlug extends ProductSlugSchema {
  @belongsTo(() => ProductConfiguration)
  declare productConfiguration: BelongsTo<typeof ProductConfiguration>
}
