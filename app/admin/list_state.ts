import { DateTime } from 'luxon'
import type { Filter, ListDeclaration } from '#admin/list'

export const PAGE_SIZES = [25, 50, 100] as const

/** Characters of a search that are looked at. */
export const SEARCH_LENGTH = 200

/**
 * How a list is being looked at: everything that its address says, checked. What the declaration
 * does not know is not here.
 */
export interface ListState {
  search: string
  sort: string
  isDescending: boolean
  /** By the name in the address. */
  filters: Readonly<Record<string, string>>
  size: number
  after: string | null
  before: string | null
}

/**
 * Reads the address of a list. Anything unknown or malformed counts as not said.
 */
export function readListState(list: ListDeclaration, query: Record<string, unknown>): ListState {
  const said = (name: string) =>
    // PostgreSQL takes no text with a NUL in it.
    typeof query[name] === 'string' ? query[name].replaceAll('\0', '').trim() : ''
  const sort = isSort(list, said('sort')) ? said('sort') : list.defaultSort
  const size = Number(said('size'))

  return {
    search: list.search ? said('q').slice(0, SEARCH_LENGTH) : '',
    sort: sort.replace(/^-/, ''),
    isDescending: sort.startsWith('-'),
    filters: readFilters(list.filters, said),
    size: PAGE_SIZES.find((allowed) => allowed === size) ?? PAGE_SIZES[0],
    after: said('after') || null,
    before: said('before') || null,
  }
}

/**
 * The query string of the same list, looked at a little differently. A change to anything but the
 * place in the list starts at its beginning again.
 * @param changes values by their name in the address; null removes one
 */
export function listQueryString(
  list: ListDeclaration,
  state: ListState,
  changes: Record<string, string | null> = {}
): string {
  const sort = `${state.isDescending ? '-' : ''}${state.sort}`
  const said: Record<string, string | null> = {
    q: state.search || null,
    ...state.filters,
    sort: sort === list.defaultSort ? null : sort,
    size: state.size === PAGE_SIZES[0] ? null : String(state.size),
    ...(Object.keys(changes).length === 0 ? { after: state.after, before: state.before } : {}),
    ...changes,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(said)) {
    if (value !== null) {
      query.set(name, value)
    }
  }
  return query.toString()
}

/** Whether anything narrows the list down. */
export function isNarrowed(state: ListState): boolean {
  return state.search !== '' || Object.keys(state.filters).length > 0
}

function isSort(list: ListDeclaration, sort: string): boolean {
  return Object.hasOwn(list.sorts, sort.replace(/^-/, ''))
}

function readFilters(filters: Filter[], said: (name: string) => string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const filter of filters) {
    for (const name of filterNames(filter)) {
      if (isValidFor(filter, said(name))) {
        found[name] = said(name)
      }
    }
  }
  return found
}

/** The names that a filter has in the address. */
export function filterNames(filter: Filter): string[] {
  return filter.kind === 'dates' ? [`${filter.key}_from`, `${filter.key}_until`] : [filter.key]
}

function isValidFor(filter: Filter, value: string): boolean {
  switch (filter.kind) {
    case 'choice':
      return filter.choices.some((choice) => choice.value === value)
    case 'dates':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && DateTime.fromISO(value).isValid
    case 'relation':
      return /^[1-9]\d{0,8}$/.test(value)
  }
}
