import type { ListDeclaration } from '#records/declarations/list'
import { listQueryString, type ListState, readListQuery } from '#records/lists/list_state'
import type { Selection } from '#models/bulk_run'

/** Ids that are taken from one form: more than the longest page has. */
const MOST_IDS = 1000

/**
 * Which records somebody chose in a list. All that match are sent as the address of the list, never
 * as ids, so that it is the server who says which they are.
 * @returns null where nothing was chosen
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
  return ids.length === 0 ? null : { ids: [...new Set(ids)].slice(0, MOST_IDS) }
}

/** What a list is narrowed down to, as a query string without sorting, size and place. */
export function filterOf(list: ListDeclaration, state: ListState): string {
  return listQueryString(list, state, { size: null, sort: null })
}
