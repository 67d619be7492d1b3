import db from '@adonisjs/lucid/services/db'
import { canonicalEmail } from '#shared/email_address'
import { foldText } from '#shared/fold_text'
import { PART_END } from '#database/search_text'
import type { ListQuery } from '#records/declarations/list'

/** The last code point: everything that begins with a text sorts before the text and this. */
const LAST_CHARACTER = '\u{10FFFF}'

/**
 * Adds the condition that an expression begins with a text. Both databases use an index on the
 * expression.
 */
export function beginsWith(query: ListQuery, expression: string, text: string): void {
  if (isPostgres()) {
    query.whereRaw(`${expression} like ?`, [`${escapeLike(text)}%`])
  } else {
    query.whereRaw(`(${expression} >= ? and ${expression} < ? || ?)`, [text, text, LAST_CHARACTER])
  }
}

/**
 * Adds the condition that an e-mail address begins with a text. A text that begins with an @ is
 * compared with the address from its @ on.
 * @param column of e-mail addresses in their one spelling
 */
export function emailBegins(query: ListQuery, column: string, text: string): void {
  const expression = text.startsWith('@') ? from(column, "'@'", 0) : column
  beginsWith(query, expression, canonicalEmail(text))
}

/**
 * Adds the condition that a name, or the rest after its first word, begins with a text, ignoring
 * case and accents.
 * @param column of folded names, see `searchTextOf`
 */
export function nameBegins(query: ListQuery, column: string, text: string): void {
  const folded = foldText(text)
  query.where((either) => {
    beginsWith(either as ListQuery, column, folded)
    either.orWhere((rest) => beginsWith(rest as ListQuery, from(column, "' '", 1), folded))
  })
}

/**
 * Adds the condition that one of two labels begins with a text, or the rest after its first word does,
 * or the address in its angle brackets, ignoring case and accents: `Ada Lovelace <ada@example.com>` is
 * found in three ways.
 * @param column of both labels, folded, see `searchTextOf`
 */
export function labelsBegin(query: ListQuery, column: string, text: string): void {
  const second = from(column, isPostgres() ? 'chr(10)' : 'char(10)', 1)
  const beginnings = [column, second].flatMap((label) => [
    label,
    from(label, "' '", 1),
    from(label, "'<'", 1),
  ])
  query.where((either) => {
    for (const beginning of beginnings) {
      either.orWhere((part) => beginsWith(part as ListQuery, beginning, foldText(text)))
    }
  })
}

/**
 * Adds the condition that the first of the searched texts of a row contains a text, ignoring case and
 * accents. Scans all rows, so only for small tables.
 * @param column of folded texts, see `searchTextOf`
 */
export function firstTextContains(query: ListQuery, column: string, text: string): void {
  const pattern = `%${escapeLike(foldText(text))}%${PART_END}%`
  query.whereRaw(`${column} like ? escape '\\'`, [pattern])
}

/**
 * SQL of a text from a character on; the whole text if the character is missing.
 * @param character SQL of it
 */
function from(text: string, character: string, offset: 0 | 1): string {
  const place = `${isPostgres() ? 'strpos' : 'instr'}(${text}, ${character})`
  return `substr(${text}, ${offset === 0 ? place : `${place} + 1`})`
}

function isPostgres(): boolean {
  return db.connection().dialect.name === 'postgres'
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
