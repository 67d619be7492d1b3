import db from '@adonisjs/lucid/services/db'
import type { ListQuery } from '#records/declarations/list'

/** The last character there is: everything that begins with a text sorts before text + this. */
const LAST_CHARACTER = '\u{10FFFF}'

/**
 * Rows where an expression begins with a text, found by an index on that expression on both
 * databases.
 */
export function beginsWith(query: ListQuery, expression: string, text: string): void {
  between(query, expression, '?', text)
}

/**
 * Rows whose e-mail address begins with a text or, where the text begins with an @, whose address
 * goes on with it from its own @ on.
 * @param column of addresses in lower case
 */
export function emailBegins(query: ListQuery, column: string, text: string): void {
  const expression = text.startsWith('@') ? from(column, '@', 0) : column
  beginsWith(query, expression, text.toLowerCase())
}

/**
 * Rows where a name, or what follows its first word, begins with a text, whatever its case.
 */
export function nameBegins(query: ListQuery, column: string, text: string): void {
  query.where((either) => {
    beginsInAnyCase(either as ListQuery, column, text)
    either.orWhere((rest) => beginsInAnyCase(rest as ListQuery, from(column, ' ', 1), text))
  })
}

/**
 * Rows where a label begins with a text, or what follows its first word, or the address in its angle
 * brackets: `Ada Lovelace <ada@example.com>` is found in three ways.
 */
export function labelBegins(query: ListQuery, column: string, text: string): void {
  query.where((either) => {
    nameBegins(either as ListQuery, column, text)
    either.orWhere((email) => beginsInAnyCase(email as ListQuery, from(column, '<', 1), text))
  })
}

/**
 * Rows where an expression contains a text, whatever its case. Reads every row: for small tables.
 */
export function contains(query: ListQuery, expression: string, text: string): void {
  query.whereRaw(`lower(${expression}) like ? escape '\\'`, [`%${escapeLike(text.toLowerCase())}%`])
}

/** SQLite knows the case of ASCII letters only, so the database itself folds both sides. */
function beginsInAnyCase(query: ListQuery, expression: string, text: string) {
  between(query, `lower(${expression})`, 'lower(?)', text)
}

function between(query: ListQuery, expression: string, value: string, text: string) {
  if (isPostgres()) {
    query.whereRaw(`${expression} like ${value}`, [`${escapeLike(text)}%`])
  } else {
    query.whereRaw(`(${expression} >= ${value} and ${expression} < ${value} || ?)`, [
      text,
      text,
      LAST_CHARACTER,
    ])
  }
}

/** What a column holds from a character on; all of it where there is none. */
function from(column: string, character: string, offset: 0 | 1): string {
  const place = `${isPostgres() ? 'strpos' : 'instr'}(${column}, '${character}')`
  return `substr(${column}, ${offset === 0 ? place : `${place} + 1`})`
}

function isPostgres(): boolean {
  return db.connection().dialect.name === 'postgres'
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
