import { beforeSave, belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { ProductConfigurationSchema } from '#database/schema'
import { searchTextOf } from '#database/search_text'
import Price from '#models/price'
import Product from '#models/product'
import ProductFile from '#models/product_file'
import ProductSlug from '#models/product_slug'
import Purchase from '#models/purchase'

/**
 * A product of this store: it wraps one Stripe product. Its own name, overview and cover are
 * overrides; empty means as in Stripe.
 */
export default class ProductConfiguration extends ProductConfigurationSchema {
  @belongsTo(() => Product)
  declare product: BelongsTo<typeof Product>

  @belongsTo(() => Price, { foreignKey: 'defaultPriceId' })
  declare defaultPrice: BelongsTo<typeof Price>

  @hasMany(() => ProductFile)
  declare files: HasMany<typeof ProductFile>

  @hasMany(() => ProductSlug)
  declare slugs: HasMany<typeof ProductSlug>

  @hasMany(() => Purchase)
  declare purchases: HasMany<typeof Purchase>

  @beforeSave()
  static updateSearchText(configuration: ProductConfiguration) {
    if ('nameOverride' in configuration.$dirty || 'overview' in configuration.$dirty) {
      const { nameOverride, overview } = configuration
      configuration.searchText = searchTextOf('product_configurations', {
        name_override: nameOverride,
        overview,
      })
    }
  }

  /** The name that visitors see. Requires `product` to be loaded. */
  get name(): string {
    return this.nameOverride ?? this.product.name
  }
}
