import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { fileFormat } from '#shared/file_size'
import { readTime } from '#database/columns'

/**
 * A file of a product in its newest released version.
 */
export interface CurrentFile {
  reference: string
  label: string
  filename: string
  /** The extension in capitals, such as "PDF"; empty where there is none. */
  format: string
  version: string
  note: string | null
  /** In bytes. */
  size: number
  sha256: string
  releasedAt: DateTime
}

interface FileRow extends Omit<CurrentFile, 'format' | 'releasedAt'> {
  configurationId: number
  releasedAt: string | Date
}

/**
 * The files of several products by configuration id, each list in the seller's order. One query for
 * any number of products.
 */
export default class ListCurrentFiles {
  async handle(configurationIds: number[]): Promise<Map<number, CurrentFile[]>> {
    const rows: FileRow[] = await db
      .from('product_files as f')
      .innerJoin('file_releases as r', 'r.product_file_id', 'f.id')
      .whereIn('f.product_configuration_id', configurationIds)
      .whereNull('f.archived_at')
      .where('r.status', 'released')
      .whereNotExists((newer) =>
        newer
          .from('file_releases as n')
          .whereColumn('n.product_file_id', 'f.id')
          .where('n.status', 'released')
          .where((later) =>
            later
              .whereColumn('n.released_at', '>', 'r.released_at')
              .orWhere((same) =>
                same.whereColumn('n.released_at', 'r.released_at').whereColumn('n.id', '>', 'r.id')
              )
          )
      )
      .orderBy('f.position')
      .orderBy('f.id')
      .select({
        configurationId: 'f.product_configuration_id',
        reference: 'f.reference',
        label: 'f.label',
        filename: 'r.filename',
        version: 'r.version',
        note: 'r.note',
        size: 'r.size',
        sha256: 'r.sha256',
        releasedAt: 'r.released_at',
      })

    const files = new Map<number, CurrentFile[]>(configurationIds.map((id) => [id, []]))
    for (const { configurationId, releasedAt, ...row } of rows) {
      files.get(configurationId)?.push({
        ...row,
        format: fileFormat(row.filename),
        releasedAt: readTime(releasedAt),
      })
    }
    return files
  }
}
