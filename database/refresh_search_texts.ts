import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { SEARCHED_COLUMNS, type SearchedTable, searchTextOf } from '#database/search_text'

/** Rows that are read at once, and at most written in one statement. */
const PORTION = 500

type Row = Record<string, unknown> & { id: number; search_text: string }

const TABLES = Object.keys(SEARCHED_COLUMNS) as SearchedTable[]

/** The number of rows of all tables whose `search_text` is not that of their texts. */
export async function countStaleSearchTexts(db: QueryClientContract): Promise<number> {
  let stale = 0
  for (const table of TABLES) {
    for await (const ids of findStaleSearchTexts(db, table)) {
      stale += ids.length
    }
  }
  return stale
}

/** The ids of such rows of a table, a portion at a time. */
async function* findStaleSearchTexts(
  db: QueryClientContract,
  table: SearchedTable
): AsyncGenerator<number[]> {
  let lastId = 0
  for (;;) {
    const rows: Row[] = await rowsOf(db, table)
      .where('id', '>', lastId)
      .orderBy('id')
      .limit(PORTION)
    const stale = rows.filter((row) => isStale(table, row))
    if (stale.length > 0) {
      yield stale.map(({ id }) => id)
    }
    if (rows.length < PORTION) {
      return
    }
    lastId = rows.at(-1)!.id
  }
}

/**
 * Corrects `search_text` in all rows where it is not that of their texts. Reads and locks a portion at
 * a time, so that other writers do not wait long.
 * @param tables all, unless a migration adds the column to some
 * @returns the number of corrected rows
 */
export async function refreshSearchTexts(
  db: QueryClientContract,
  tables: SearchedTable[] = TABLES
): Promise<number> {
  let corrected = 0
  for (const table of tables) {
    for await (const ids of findStaleSearchTexts(db, table)) {
      corrected += await refresh(db, table, ids)
    }
  }
  return corrected
}

/** Reads the rows again: they may have changed since, and do not change now. */
async function refresh(db: QueryClientContract, table: SearchedTable, ids: number[]) {
  return db.transaction(async (trx) => {
    const rows: Row[] = await rowsOf(trx, table).whereIn('id', ids).forUpdate()
    const stale = rows.filter((row) => isStale(table, row))
    if (stale.length === 0) {
      return 0
    }
    const texts = stale.map(() => '(?, ?)').join(', ')
    await trx.rawQuery(
      `update ${table} set search_text = found.column2 from (values ${texts}) as found
        where ${table}.id = cast(found.column1 as integer) and ${table}.id between ? and ?`,
      [...stale.flatMap((row) => [row.id, searchTextOf(table, row)]), ids[0], ids.at(-1)!]
    )
    return stale.length
  })
}

function isStale(table: SearchedTable, row: Row): boolean {
  return row.search_text !== searchTextOf(table, row)
}

function rowsOf(db: QueryClientContract, table: SearchedTable) {
  return db.from(table).select('id', 'search_text', ...SEARCHED_COLUMNS[table])
}
