import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { DownloadSchema } from '#database/schema'
import FileRelease from '#models/file_release'
import Purchase from '#models/purchase'

/**
 * One delivery of a release to a buyer, however many requests it took.
 */
export default class Download extends DownloadSchema {
  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>

  @belongsTo(() => FileRelease)
  declare fileRelease: BelongsTo<typeof FileRelease>
}
