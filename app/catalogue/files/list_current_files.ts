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

/** One page of the files of a product. */
export interface FilesPage {
  files: CurrentFile[]
  /** Of all files, on this and other pages. */
  count: number
  /** Of all files, in bytes. */
  size: number
  /** Starts at 1. */
  page: number
  hasMore: boolean
}

interface FileRow extends Omit<CurrentFile, 'format' | 'releasedAt'> {
  configurationId: number
  releasedAt: string | Date
  place: number
  count: number
  totalSize: number
}

const FILES_PER_PAGE = 50

/**
 * A page of the files of each product, by configuration id, in the seller's order. One query for any
 * number of products, and at most a page of rows of each, plus one.
 */
export default class ListCurrentFiles {
  async handle(
    configurationIds: number[],
    { page = 1, perPage = FILES_PER_PAGE } = {}
  ): Promise<Map<number, FilesPage>> {
    const rows: FileRow[] = await db
      .from(currentFiles(configurationIds).as('current_files'))
      .whereBetween('place', [(page - 1) * perPage + 1, page * perPage])
      .orWhere('place', 1)
      .orderBy('place')
    const none = { files: [], count: 0, size: 0, page, hasMore: false }
    const pages = new Map<number, FilesPage>(configurationIds.map((id) => [id, none]))
    for (const [id, [first, ...more]] of Map.groupBy(rows, (row) => row.configurationId)) {
      const count = Number(first.count)
      pages.set(id, {
        files: (page === 1 ? [first, ...more] : more).map(readFile),
        count,
        size: Number(first.totalSize),
        page,
        hasMore: count > page * perPage,
      })
    }
    return pages
  }
}

/** The newest releases of the products' files, with their place among the files of their product. */
function currentFiles(configurationIds: number[]) {
  const place = 'partition by f.product_configuration_id order by f.position, f.id'
  return db
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
    .select(
      db.rawQuery(`row_number() over (${place}) as place`),
      db.rawQuery('count(*) over (partition by f.product_configuration_id) as count'),
      db.rawQuery('sum(r.size) over (partition by f.product_configuration_id) as "totalSize"')
    )
}

function readFile({ reference, label, filename, version, note, size, sha256, ...row }: FileRow) {
  return {
    reference,
    label,
    filename,
    format: fileFormat(filename),
    version,
    note,
    size,
    sha256,
    releasedAt: readTime(row.releasedAt),
  }
}
