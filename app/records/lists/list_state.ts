import { DateTime } from 'luxon'
import type { Filter, ListDeclaration } from '#records/declarations/list'
import { CURRENCIES, readAmount, UnusableAmount } from '#shared/money'
import { isRowId } from '#shared/row_id'

export const PAGE_SIZES = [25, 50, 100] as const

/** Characters of a search that are looked at. */
export const SEARCH_LENGTH = 200

/** Columns that a list can be sorted by at once. */
const MOST_SORTS = 3

/** One of the things that a list is sorted by. */
export interface SortKey {
  key: string
  isDescending: boolean
}

/**
 * How a list is being looked at: everything that its address says, checked. What the declaration
 * does not know is not here.
 */
export interface ListState {
  search: string
  /** At least one; the next counts where those before it are equal. */
  sorts: readonly SortKey[]
  /** By the name in the address. */
  filters: Readonly<Record<string, string>>
  size: number
  after: string | null
  before: string | null
  /** Whether the choices of filters are to be counted. */
  hasFacets: boolean
  /** Whether amounts are to be added up over the whole list. */
  hasTotals: boolean
}

/**
 * Reads the address of a list. Anything unknown or malformed counts as not said.
 */
export function readListState(list: ListDeclaration, query: Record<string, unknown>): ListState {
  const said = (name: string) =>
    // PostgreSQL takes no text with a NUL in it.
    typeof query[name] === 'string' ? query[name].replaceAll('\0', '').trim() : ''
  const size = Number(said('size'))
  const sorts = readSorts(list, said('sort'))

  return {
    search: list.search ? said('q').slice(0, SEARCH_LENGTH) : '',
    sorts: sorts.length > 0 ? sorts : readSorts(list, list.defaultSort),
    filters: readFilters(list.filters, said),
    size: PAGE_SIZES.find((allowed) => allowed === size) ?? PAGE_SIZES[0],
    after: said('after') || null,
    before: said('before') || null,
    hasFacets: said('facets') === '1',
    hasTotals: said('totals') === '1' && list.totals !== undefined,
  }
}

/** Reads a list as its query string has it. */
export function readListQuery(list: ListDeclaration, query: string): ListState {
  return readListState(list, Object.fromEntries(new URLSearchParams(query)))
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
  const sort = printSorts(state.sorts)
  const said: Record<string, string | null> = {
    q: state.search || null,
    ...state.filters,
    sort: sort === list.defaultSort ? null : sort,
    size: state.size === PAGE_SIZES[0] ? null : String(state.size),
    facets: state.hasFacets ? '1' : null,
    totals: state.hasTotals ? '1' : null,
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

/** As the address says it: `-total.bought`. */
export function printSorts(sorts: readonly SortKey[]): string {
  return sorts.map(({ key, isDescending }) => `${isDescending ? '-' : ''}${key}`).join('.')
}

/** The names that a filter has in the address. */
export function filterNames(filter: Filter): string[] {
  switch (filter.kind) {
    case 'dates':
      return [`${filter.key}_from`, `${filter.key}_until`]
    case 'numbers':
      return [`${filter.key}_min`, `${filter.key}_max`]
    case 'amounts':
      return [`${filter.key}_currency`, `${filter.key}_min`, `${filter.key}_max`]
    default:
      return [filter.key]
  }
}

function readSorts(list: ListDeclaration, said: string): SortKey[] {
  const sorts = new Map<string, SortKey>()
  for (const part of said.split('.')) {
    const key = part.replace(/^-/, '')
    if (Object.hasOwn(list.sorts, key) && !sorts.has(key)) {
      sorts.set(key, { key, isDescending: part.startsWith('-') })
    }
  }
  return [...sorts.values()].slice(0, MOST_SORTS)
}

function readFilters(filters: Filter[], said: (name: string) => string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const filter of filters) {
    for (const name of filterNames(filter)) {
      if (isValidFor(filter, name, said)) {
        found[name] = said(name)
      }
    }
  }
  return found
}

function isValidFor(filter: Filter, name: string, said: (name: string) => string): boolean {
  const value = said(name)
  switch (filter.kind) {
    case 'choice':
      return filter.choices.some((choice) => choice.value === value)
    case 'dates':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && DateTime.fromISO(value).isValid
    case 'numbers':
      return /^-?\d{1,9}$/.test(value)
    case 'amounts': {
      const [currencyName] = filterNames(filter)
      const currency = said(currencyName)
      return CURRENCIES.includes(currency) && (name === currencyName || isAmount(value, currency))
    }
    case 'relation':
      return isRowId(value)
  }
}

function isAmount(value: string, currency: string): boolean {
  try {
    return value !== '' && readAmount(value, currency) >= 0
  } catch (error) {
    if (error instanceof UnusableAmount) {
      return false
    }
    throw error
  }
}
