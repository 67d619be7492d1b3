import { setImmediate } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { stringify } from 'csv-stringify/sync'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { exportHead, exportRow } from '#records/lists/export_row'
import { exportedColumns } from '#records/lists/list_columns'
import { roleMay } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'
import WalkRecords from '#records/lists/walk_records'

/** Rows per query: kept in memory together, and read from SQLite without a break. */
const BATCH = 200

/** Tells programs in which order the bytes of UTF-16 come. */
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * - `plain` commas in UTF-8: https://www.rfc-editor.org/rfc/rfc4180
 * - `excel` tabs in UTF-16, little endian with a byte order mark. It is what Excel itself saves as
 *   "Unicode Text", and what opens in columns with a double click whatever the language: where the
 *   decimal sign is a comma, Excel expects semicolons in a file with commas, and a `sep=` line makes it
 *   ignore the byte order mark of UTF-8, so that umlauts break. https://stackoverflow.com/q/155097
 */
export type ExportFormat = 'plain' | 'excel'

export interface ExportRecordsInput {
  resource: ResourceDeclaration
  /** The filter of the list, as its query string. */
  query: string
  /** Keys of the chosen columns; without it the default columns. */
  chosen?: readonly string[]
  format: ExportFormat
  actor: Actor
}

/** `parts` yields the bytes of the CSV and must be read to the end. */
export type ExportRecordsOutcome =
  { type: 'started'; parts: AsyncGenerator<Buffer> } | { type: 'forbidden' }

/**
 * Exports all rows of a filtered list as CSV. Requires the permission `export`. The audit is
 * written before the first row is read.
 */
export default class ExportRecords {
  async handle(input: ExportRecordsInput): Promise<ExportRecordsOutcome> {
    if (!roleMay(input.actor.role, 'export')) {
      return { type: 'forbidden' }
    }
    await this.#recordExport(input)
    return { type: 'started', parts: this.#write(input) }
  }

  async #recordExport({ resource, query, chosen, actor }: ExportRecordsInput) {
    const columns = exportedColumns(resource.list, chosen)
      .map(({ key }) => key)
      .join(', ')
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor,
          action: `${resource.key}.exported`,
          subject: { type: 'export', id: null, label: resource.title },
          changes: {
            filter: { before: null, after: query || 'all' },
            columns: { before: null, after: columns },
          },
        },
        trx
      )
    )
  }

  async *#write({ resource, query, chosen, format }: ExportRecordsInput) {
    const print = PRINTERS[format]
    const columns = exportedColumns(resource.list, chosen)
    const records = new WalkRecords(resource.list, { query })
    if (format === 'excel') {
      yield Buffer.from(BYTE_ORDER_MARK, 'utf16le')
    }
    yield print([exportHead(columns)])

    for (let after = 0; ;) {
      const rows = await records.rows({ after, limit: BATCH })
      const last = rows.at(-1)
      if (!last) {
        return
      }
      yield print(rows.map((row) => exportRow(columns, row)))
      after = last.id
      // SQLite answers synchronously: without a pause no other request would run until the end.
      await setImmediate()
    }
  }
}

/**
 * Without quotes, a line break of either kind would begin a row, and what follows it a cell, which is read
 * as a formula where it looks like one. The library quotes the record delimiter only.
 */
const STYLE = { record_delimiter: 'windows', quoted_match: /[\r\n\t]/ }

const PRINTERS: Record<ExportFormat, (rows: string[][]) => Buffer> = {
  plain: (rows) => Buffer.from(stringify(rows, STYLE)),
  excel: (rows) => Buffer.from(stringify(rows, { ...STYLE, delimiter: '\t' }), 'utf16le'),
}
