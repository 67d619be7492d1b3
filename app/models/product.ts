import { beforeSave, hasMany, hasOne } from '@adonisjs/lucid/orm'
import type { HasMany, HasOne } from '@adonisjs/lucid/types/relations'
import { ProductSchema } from '#database/schema'
import { searchTextOf } from '#database/search_text'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'

/**
 * The local copy of a Stripe product.
 */
export default class Product extends ProductSchema {
  declare images: string[]
  declare metadata: Record<string, string>

  @hasMany(() => Price)
  declare prices: HasMany<typeof Price>

  @hasOne(() => ProductConfiguration)
  declare configuration: HasOne<typeof ProductConfiguration>

  @beforeSave()
  static updateSearchText(product: Product) {
    if ('name' in product.$dirty || 'description' in product.$dirty) {
      const { name, description } = product
      product.searchText = searchTextOf('products', { name, description })
    }
  }
}
