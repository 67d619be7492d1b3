import db from '@adonisjs/lucid/services/db'
import type FileRelease from '#models/file_release'
import ProductFile from '#models/product_file'

/** A file of a product, as staff see it. */
export interface StaffFile {
  file: ProductFile
  /** What buyers get; null where every release is a draft or withdrawn. */
  current: FileRelease | null
}

export interface StaffFilesPage {
  files: StaffFile[]
  page: number
  hasMore: boolean
}

const FILES_PER_PAGE = 50

/**
 * A page of the files of a product, each with its newest release; removed files come last.
 */
export default class FindProductFiles {
  /** @param page starts at 1 */
  async handle(configurationId: number, page: number): Promise<StaffFilesPage> {
    const files = await ProductFile.query()
      .where('productConfigurationId', configurationId)
      .preload('releases', (releases) =>
        releases
          .where('status', 'released')
          .preload('uploader')
          .groupOrderBy('released_at', 'desc')
          .groupOrderBy('id', 'desc')
          .groupLimit(1)
      )
      .orderBy(db.rawQuery('case when archived_at is null then 0 else 1 end'))
      .orderBy('position')
      .orderBy('id')
      .offset((page - 1) * FILES_PER_PAGE)
      .limit(FILES_PER_PAGE + 1)
    return {
      files: files
        .slice(0, FILES_PER_PAGE)
        .map((file) => ({ file, current: file.releases[0] ?? null })),
      page,
      hasMore: files.length > FILES_PER_PAGE,
    }
  }
}
