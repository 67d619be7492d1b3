import db from '@adonisjs/lucid/services/db'

/** Tables that keep the house rather than its goods. */
const HOUSEKEEPING = /^(adonis_|sqlite_|sessions$|rate_limits$|locks$|queue_)/

/**
 * Everything that the store knows, by table, to compare before and after.
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
