import type { ListDeclaration } from '#records/declarations/list'
import { listQueryString, type ListState, readListQuery } from '#records/lists/list_state'
import type { Selection } from '#models/bulk_run'

/** Ids accepted from one form; more than the largest page has. */
const MAX_IDS = 1000

/**
 * Reads a selection of records. "All that match" is submitted as the query string of the list,
 * never as ids, so that the server determines the records.
 * @param input.back the query string of the list
 * @returns null if nothing is selected
 */
export function readSelection(
  list: ListDeclaration,
  input: { ids?: unknown; all?: unknown; back?: string }
): Selection | null {
  if (input.all === '1') {
    return { query: filterOf(list, readListQuery(list, input.back ?? '')) }
  }
  const ids = Object.values(typeof input.ids === 'string' ? [input.ids] : (input.ids ?? []))
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0 && id <= 2 ** 31 - 1)
  return ids.length === 0 ? null : { ids: [...new Set(ids)].slice(0, MAX_IDS) }
}

/** The search and filters of a list as a query string, without sorting, page size and cursor. */
export function filterOf(list: ListDeclaration, state: ListState): string {
  return listQueryString(list, state, { size: null, sort: null })
}
