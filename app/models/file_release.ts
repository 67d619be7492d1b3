import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { FileReleaseSchema } from '#database/schema'
import ProductFile from '#models/product_file'
import User from '#models/user'

/**
 * An immutable version of a file: changed bytes are a new release.
 */
export default class FileRelease extends FileReleaseSchema {
  declare status: 'draft' | 'released' | 'withdrawn'

  @belongsTo(() => ProductFile)
  declare productFile: BelongsTo<typeof ProductFile>

  /** Null if a command added it, or if the account was deleted. */
  @belongsTo(() => User, { foreignKey: 'uploadedById' })
  declare uploader: BelongsTo<typeof User> | null
}
