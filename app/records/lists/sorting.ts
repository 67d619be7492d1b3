import type { Cursor } from '#records/lists/cursor'
import type { ListQuery } from '#records/declarations/list'

/** SQL of something that rows are sorted by, and which way. */
export interface SortTerm {
  expression: string
  isDescending: boolean
}

/** Sorts rows by the terms, each where those before it are equal. */
export function sortBy(query: ListQuery, terms: SortTerm[]): void {
  query.orderByRaw(
    terms
      .map(({ expression, isDescending }) => `${expression} ${isDescending ? 'desc' : 'asc'}`)
      .join(', ')
  )
}

/**
 * Leaves the rows behind a place. Where all terms go one way it is one comparison, which the
 * databases answer from an index; else the first term, also alone, leads them to the right part of
 * one.
 * @param terms the last one is the id
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
