import db from '@adonisjs/lucid/services/db'

/** Tables of the framework. */
const HOUSEKEEPING = /^(adonis_|sqlite_|sessions$|rate_limits$|locks$|queue_)/

/**
 * Every row of the store, by table, to compare before and after.
 */
export async function tableContents(): Promise<Record<string, string>> {
  const tables = (await db.connection().getAllTables(['public'])).filter(
    (name) => !HOUSEKEEPING.test(name)
  )
  const contents: Record<string, string> = {}
  for (const table of tables.sort()) {
    const rows: unknown[] = await db.from(table).select('*')
    contents[table] = JSON.stringify(rows.map((row) => JSON.stringify(row)).sort(), null, 1)
  }
  return contents
}
