import { foldText } from '#shared/fold_text'

/** The columns whose texts are searched, by table. Each table has the column `search_text` for them. */
export const SEARCHED_COLUMNS = {
  users: ['full_name'],
  products: ['name', 'description'],
  product_configurations: ['name_override', 'overview'],
  audit_entries: ['actor_label', 'subject_label'],
} as const satisfies Record<string, readonly string[]>

export type SearchedTable = keyof typeof SEARCHED_COLUMNS

/** Ends each part of a search text but the last. A folded text has no line breaks of its own. */
export const PART_END = '\n'

/** Tables that are searched by the beginnings of their texts, with indexes. */
const INDEXED = new Set<SearchedTable>(['users', 'audit_entries'])

/**
 * Characters of each text in them; PostgreSQL refuses long index entries. A folded name can be many
 * times longer than the name.
 */
const INDEXED_LENGTH = 300

/**
 * The value of `search_text` for a row: its searched texts, folded, in the order of the columns.
 *
 * It is written by the application: a trigger or generated column would need the fold function inside
 * the database, which other tools that open the file do not have, and PostgreSQL would need a second
 * one. So whoever writes a searched column writes this one: models by a hook, other queries by
 * `withSearchText`. `refreshSearchTexts` finds and corrects rows that were written in any other way.
 * @param row by column
 */
export function searchTextOf(table: SearchedTable, row: Record<string, unknown>): string {
  const parts = SEARCHED_COLUMNS[table].map((column) => {
    const text = row[column]
    const folded = typeof text === 'string' ? foldText(text) : ''
    return INDEXED.has(table) ? shorten(folded) : folded
  })
  return parts.every((part) => part === '') ? '' : parts.join(PART_END)
}

/**
 * Adds `search_text` to the values of a row, if the table is searched and they change what is searched.
 * @param before the row until now, where only some of its columns are written
 */
export function withSearchText<Values extends Record<string, unknown>>(
  table: string,
  values: Values,
  before: Record<string, unknown> = {}
): Values & { search_text?: string } {
  if (!isSearched(table) || !SEARCHED_COLUMNS[table].some((column) => column in values)) {
    return values
  }
  return { ...values, search_text: searchTextOf(table, { ...before, ...values }) }
}

function isSearched(table: string): table is SearchedTable {
  return Object.hasOwn(SEARCHED_COLUMNS, table)
}

/** Cut between characters, not within a surrogate pair. */
function shorten(text: string): string {
  return text.length <= INDEXED_LENGTH ? text : Array.from(text).slice(0, INDEXED_LENGTH).join('')
}
