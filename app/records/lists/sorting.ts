import type { Cursor } from '#records/lists/cursor'
import type { ListQuery } from '#records/declarations/list'

/** An SQL expression to sort by, and its direction. */
export interface SortTerm {
  expression: string
  isDescending: boolean
}

/** Sorts rows by the terms, in order of precedence. */
export function sortBy(query: ListQuery, terms: SortTerm[]): void {
  query.orderByRaw(
    terms
      .map(({ expression, isDescending }) => `${expression} ${isDescending ? 'desc' : 'asc'}`)
      .join(', ')
  )
}

/**
 * Adds the condition that rows come after a cursor. If all terms have the same direction, it is one
 * row comparison, which the databases answer from an index. Else a separate condition on the first
 * term lets them use the index.
 * @param terms the sorting; the last term is the id
 */
export function startBehind(query: ListQuery, terms: SortTerm[], { values, id }: Cursor): void {
  const places = [...values, id]
  const [first] = terms
  if (terms.every(({ isDescending }) => isDescending === first.isDescending)) {
    const expressions = terms.map(({ expression }) => expression).join(', ')
    const marks = terms.map(() => '?').join(', ')
    query.whereRaw(`(${expressions}) ${first.isDescending ? '<' : '>'} (${marks})`, places)
    return
  }
  query.whereRaw(`${first.expression} ${first.isDescending ? '<=' : '>='} ?`, [places[0]])
  query.where((either) => {
    terms.forEach((term, index) => {
      either.orWhere((row) => {
        terms.slice(0, index).forEach((equal, before) => {
          row.whereRaw(`${equal.expression} = ?`, [places[before]])
        })
        row.whereRaw(`${term.expression} ${term.isDescending ? '<' : '>'} ?`, [places[index]])
      })
    })
  })
}
