import { DateTime } from 'luxon'
import type { Filter, ListDeclaration } from '#records/declarations/list'
import { CURRENCIES, readAmount, UnusableAmount } from '#shared/money'
import { isRowId } from '#shared/row_id'

export const PAGE_SIZES = [25, 50, 100] as const

/** Characters of a search term that are used. */
export const SEARCH_LENGTH = 200

/** Sort keys that a list can have at once. */
const MAX_SORTS = 3

/** A sort key of a list, and its direction. */
export interface SortKey {
  key: string
  isDescending: boolean
}

/**
 * The validated query of a list's address. It never contains what the declaration does not allow.
 */
export interface ListState {
  search: string
  /** At least one; later keys order rows that are equal by the earlier ones. */
  sorts: readonly SortKey[]
  /** Values by their name in the address. */
  filters: Readonly<Record<string, string>>
  /** Rows per page. */
  size: number
  /** The cursor that the page follows. */
  after: string | null
  /** The cursor that the page precedes. */
  before: string | null
  /** Whether to count the rows of each choice of the filters. */
  hasFacets: boolean
  /** Whether to sum the amounts of the whole list. */
  hasTotals: boolean
}

/**
 * Reads the query of a list's address. Anything unknown or malformed is ignored.
 */
export function readListState(list: ListDeclaration, query: Record<string, unknown>): ListState {
  const valueOf = (name: string) =>
    // PostgreSQL does not accept null characters.
    typeof query[name] === 'string' ? query[name].replaceAll('\0', '').trim() : ''
  const size = Number(valueOf('size'))
  const sorts = readSorts(list, valueOf('sort'))

  return {
    search: list.search ? valueOf('q').slice(0, SEARCH_LENGTH) : '',
    sorts: sorts.length > 0 ? sorts : readSorts(list, list.defaultSort),
    filters: readFilters(list.filters, valueOf),
    size: PAGE_SIZES.find((allowed) => allowed === size) ?? PAGE_SIZES[0],
    after: valueOf('after') || null,
    before: valueOf('before') || null,
    hasFacets: valueOf('facets') === '1',
    hasTotals: valueOf('totals') === '1' && list.totals !== undefined,
  }
}

/** Reads the state of a list from its query string. */
export function readListQuery(list: ListDeclaration, query: string): ListState {
  return readListState(list, Object.fromEntries(new URLSearchParams(query)))
}

/**
 * Builds the query string of a list, without default values. With changes it leads to the first
 * page, unless they set `after` or `before`.
 * @param changes values by their name in the address; null removes one
 */
export function listQueryString(
  list: ListDeclaration,
  state: ListState,
  changes: Record<string, string | null> = {}
): string {
  const sort = printSorts(state.sorts)
  const values: Record<string, string | null> = {
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
  for (const [name, value] of Object.entries(values)) {
    if (value !== null) {
      query.set(name, value)
    }
  }
  return query.toString()
}

/** Whether the list is searched or filtered. */
export function isNarrowed(state: ListState): boolean {
  return state.search !== '' || Object.keys(state.filters).length > 0
}

/** Prints sort keys for the address: `-total.bought`. */
export function printSorts(sorts: readonly SortKey[]): string {
  return sorts.map(({ key, isDescending }) => `${isDescending ? '-' : ''}${key}`).join('.')
}

/** The names of a filter's values in the address. */
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

function readSorts(list: ListDeclaration, printed: string): SortKey[] {
  const sorts = new Map<string, SortKey>()
  for (const part of printed.split('.')) {
    const key = part.replace(/^-/, '')
    if (Object.hasOwn(list.sorts, key) && !sorts.has(key)) {
      sorts.set(key, { key, isDescending: part.startsWith('-') })
    }
  }
  return [...sorts.values()].slice(0, MAX_SORTS)
}

function readFilters(filters: Filter[], valueOf: (name: string) => string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const filter of filters) {
    for (const name of filterNames(filter)) {
      if (isValidFor(filter, name, valueOf)) {
        found[name] = valueOf(name)
      }
    }
  }
  return found
}

function isValidFor(filter: Filter, name: string, valueOf: (name: string) => string): boolean {
  const value = valueOf(name)
  switch (filter.kind) {
    case 'choice':
      return filter.choices.some((choice) => choice.value === value)
    case 'dates':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && DateTime.fromISO(value).isValid
    case 'numbers':
      return /^-?\d{1,9}$/.test(value)
    case 'amounts': {
      const [currencyName] = filterNames(filter)
      const currency = valueOf(currencyName)
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
