import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { FileReleaseSchema } from '#database/schema'
import ProductFile from '#models/product_file'
import User from '#models/user'

/**
 * An immutable version of a file: a change of bytes is a new release.
 */
export default class FileRelease extends FileReleaseSchema {
  declare status: 'draft' | 'released' | 'withdrawn'

  @belongsTo(() => ProductFile)
  declare productFile: BelongsTo<typeof ProductFile>

  /** Null where a command added it, or where the account is gone. */
  @belongsTo(() => User, { foreignKey: 'uploadedById' })
  declare uploader: BelongsTo<typeof User> | null
}
