import db from '@adonisjs/lucid/services/db'

/**
 * The rows of a query in SQL that both databases understand, whichever of them answers.
 * @param bindings in the order of their question marks
 */
export async function rawRows(sql: string, bindings: string[]): Promise<Record<string, unknown>[]> {
  const answer = await db.rawQuery(sql, bindings)
  return Array.isArray(answer) ? answer : answer.rows
}
