import db from '@adonisjs/lucid/services/db'
import type { ChoiceFilter, ListDeclaration } from '#records/declarations/list'
import type { ListState } from '#records/lists/list_state'
import { filteredRows } from '#records/lists/filter_rows'

/** Counting the rows of a choice stops here. */
export const FACET_LIMIT = 1001

/** Rows per choice, by filter and value. `FACET_LIMIT` means that many or more. */
export type Facets = Readonly<Record<string, Readonly<Record<string, number>>>>

/**
 * Counts, for each choice of each filter, how many rows the list would have with it, with the
 * search and all other filters unchanged.
 */
export default class CountFacets {
  async handle(list: ListDeclaration, state: ListState): Promise<Facets> {
    const facets: Record<string, Record<string, number>> = {}
    for (const filter of list.filters) {
      if (filter.kind === 'choice') {
        facets[filter.key] = await this.#count(filter, list, state)
      }
    }
    return facets
  }

  async #count({ key, choices }: ChoiceFilter, list: ListDeclaration, state: ListState) {
    const counts: Record<string, number> = {}
    for (const { value } of choices) {
      const found = filteredRows(list, { ...state, filters: { ...state.filters, [key]: value } })
      found.select(`${list.table}.id`).limit(FACET_LIMIT).as('found')
      const [{ total }] = await db.from(found).count('* as total')
      counts[value] = Number(total)
    }
    return counts
  }
}
