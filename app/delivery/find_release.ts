import FileRelease from '#models/file_release'

export interface FindReleaseInput {
  configurationId: number
  /** The file's public reference. */
  fileReference: string
  /** An older version; the newest released one where omitted. */
  version?: string
}

/**
 * The release that a buyer of the product gets under this reference, or null: a file of another
 * product, a removed file, a draft and a withdrawn release do not exist for buyers.
 */
export default class FindRelease {
  async handle({ configurationId, fileReference, version }: FindReleaseInput) {
    const query = FileRelease.query()
      .where('status', 'released')
      .whereHas('productFile', (file) =>
        file
          .where('reference', fileReference)
          .where('productConfigurationId', configurationId)
          .whereNull('archivedAt')
      )
      .orderBy('releasedAt', 'desc')
      .orderBy('id', 'desc')

    return version === undefined ? query.first() : query.where('version', version).first()
  }
}
