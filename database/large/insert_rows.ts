import type { StrictValues } from '@adonisjs/lucid/types/querybuilder'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Row } from '#database/large/large_store'

/** Values of one statement; both databases take a little over 32,000 at the most. */
const MOST_VALUES = 16_000

/**
 * Writes many rows in few statements, past the query builder, which would take longer to write them
 * than the database to carry them out.
 */
export async function insertRows(
  trx: TransactionClientContract,
  table: string,
  rows: Row[]
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const names = columns.map((column) => `"${column}"`).join(', ')
  const places = `(${columns.map(() => '?').join(', ')})`
  const size = Math.floor(MOST_VALUES / columns.length)
  for (let start = 0; start < rows.length; start += size) {
    const some = rows.slice(start, start + size)
    await trx.rawQuery(
      `insert into ${table} (${names}) values ${Array(some.length).fill(places).join(', ')}`,
      some.flatMap((row) => columns.map((column) => valueOf(row[column])))
    )
  }
}

function valueOf(value: unknown): StrictValues {
  if (value instanceof Date) {
    return value.toISOString()
  }
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value)
    : (value as StrictValues)
}
