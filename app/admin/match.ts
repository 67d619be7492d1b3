import db from '@adonisjs/lucid/services/db'
import type { ListQuery } from '#admin/list'

/** The last character there is: everything that begins with a text sorts before text + this. */
const LAST_CHARACTER = '\u{10FFFF}'

/**
 * Rows whose column begins with a text, found by the column's index on both databases.
 */
export function beginsWith(query: ListQuery, column: string, text: string): void {
  if (db.connection().dialect.name === 'postgres') {
    query.where(column, 'like', `${escapeLike(text)}%`)
  } else {
    query.where(column, '>=', text).where(column, '<', text + LAST_CHARACTER)
  }
}

/**
 * Rows where an expression contains a text, whatever its case. Reads every row: for small tables.
 */
export function contains(query: ListQuery, expression: string, text: string): void {
  query.whereRaw(`lower(${expression}) like ? escape '\\'`, [`%${escapeLike(text.toLowerCase())}%`])
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
