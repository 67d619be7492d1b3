import db from '@adonisjs/lucid/services/db'
import type { ChoiceFilter, ListDeclaration } from '#records/declarations/list'
import type { ListState } from '#records/lists/list_state'
import { filteredRows } from '#records/lists/filter_rows'

/** Rows of a choice are counted no further than this. */
export const FACET_LIMIT = 1001

/** How many rows there are of each choice, by filter and choice; `FACET_LIMIT` is that many or more. */
export type Facets = Readonly<Record<string, Readonly<Record<string, number>>>>

/**
 * How many rows each choice of each filter would leave, everything else being as it is.
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
