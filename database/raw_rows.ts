import db from '@adonisjs/lucid/services/db'

/**
 * The rows of a raw SQL query, on either database.
 * @param bindings in the order of their question marks
 */
export async function rawRows(sql: string, bindings: string[]): Promise<Record<string, unknown>[]> {
  const answer = await db.rawQuery(sql, bindings)
  return Array.isArray(answer) ? answer : answer.rows
}
