import type { StrictValues } from '@adonisjs/lucid/types/querybuilder'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Row } from '#database/large/large_store'

/** Values in one statement; both databases accept a little over 32,000. */
const MOST_VALUES = 16_000

/**
 * Inserts many rows in few statements. The query builder is not used: it would take longer to build the
 * statements than the database to execute them.
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
