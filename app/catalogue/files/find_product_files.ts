import type FileRelease from '#models/file_release'
import ProductFile from '#models/product_file'

/** A file of a product, as staff see it. */
export interface ProductFileWithReleases {
  file: ProductFile
  /** What buyers get; null where every release is a draft or withdrawn. */
  current: FileRelease | null
  releases: FileRelease[]
}

/**
 * The files of a product with all their releases, newest first; removed files come last.
 */
export default class FindProductFiles {
  async handle(configurationId: number): Promise<ProductFileWithReleases[]> {
    const files = await ProductFile.query()
      .where('productConfigurationId', configurationId)
      .preload('releases', (releases) =>
        releases.preload('uploader').orderBy('releasedAt', 'desc').orderBy('id', 'desc')
      )
      .orderBy('position')
      .orderBy('id')
    return files
      .toSorted((a, b) => Number(a.archivedAt !== null) - Number(b.archivedAt !== null))
      .map((file) => ({
        file,
        current: file.releases.find(({ status }) => status === 'released') ?? null,
        releases: file.releases,
      }))
  }
}
