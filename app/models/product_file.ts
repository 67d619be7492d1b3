import { belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { ProductFileSchema } from '#database/schema'
import FileRelease from '#models/file_release'
import ProductConfiguration from '#models/product_configuration'

/**
 * A file of a product; its bytes are in its releases.
 */
export default class ProductFile extends ProductFileSchema {
  @belongsTo(() => ProductConfiguration)
  declare productConfiguration: BelongsTo<typeof ProductConfiguration>

  @hasMany(() => FileRelease)
  declare releases: HasMany<typeof FileRelease>
}
