import db from '@adonisjs/lucid/services/db'
import { type Cursor, readCursor, writeCursor } from '#records/lists/cursor'
import type { ListDeclaration, ListQuery, ListRow } from '#records/declarations/list'
import { isNarrowed, type ListState, printSorts } from '#records/lists/list_state'
import { filteredRows, filteredRowsAlongSorting } from '#records/lists/filter_rows'
import { sortBy, startBehind, type SortTerm } from '#records/lists/sorting'
import { readRows } from '#records/lists/read_rows'

/** Counting rows stops here, so that a large table is as fast as a small one. */
export const COUNT_LIMIT = 10_001

export interface ListPage<Row = ListRow> {
  rows: Row[]
  /** The number of rows on all pages. `COUNT_LIMIT` means that many or more. */
  count: number
  /** Cursors for the addresses of the next and the previous page; null if there is none. */
  next: string | null
  previous: string | null
}

/** A row's position in the sorting: its id, and its sort values as `sort_0` and so on. */
type Place = { id: number } & Record<string, unknown>

interface Direction {
  after?: Cursor
  before?: Cursor
  fromEnd?: boolean
}

/**
 * Lists a page of rows, for every list of the panel. Pages are found by a row's position in the
 * sorting (keyset pagination), never by an offset.
 *
 * The number of matching rows decides how. Few rows are read by the indexes of the filters and then
 * sorted. With many rows the index of the sorting is read until the page is full, which is fast
 * because most rows match.
 */
export default class ListRecords {
  /** @param manyRows from this many rows on, the index of the sorting is used */
  constructor(private manyRows = COUNT_LIMIT) {}

  async handle(list: ListDeclaration, state: ListState): Promise<ListPage> {
    const count = await this.#count(list, state)
    const isGathered = isNarrowed(state) && count < this.manyRows
    const { places, ...page } = await this.#findPage(list, state, isGathered)
    return {
      ...page,
      rows: await readRows(
        list,
        places.map(({ id }) => id)
      ),
      count,
    }
  }

  async #count(list: ListDeclaration, state: ListState): Promise<number> {
    const found = filteredRows(list, state)
      .select(`${list.table}.id`)
      .limit(COUNT_LIMIT)
      .as('found')
    const [{ total }] = await db.from(found).count('* as total')
    return Number(total)
  }

  async #findPage(list: ListDeclaration, state: ListState, isGathered: boolean) {
    const after = readCursor(state.after, sortingOf(list, state))
    const before = readCursor(state.before, sortingOf(list, state))
    const find = (direction: Direction) => this.#findPlaces(list, state, direction, isGathered)
    if (after) {
      const page = await find({ after })
      // The cursor is past the end because rows were deleted: show the last page.
      return page.places.length > 0 ? page : find({ fromEnd: true })
    }
    if (before) {
      const page = await find({ before })
      return page.places.length > 0 ? page : find({})
    }
    return find({})
  }

  async #findPlaces(
    list: ListDeclaration,
    state: ListState,
    { after, before, fromEnd }: Direction,
    isGathered: boolean
  ) {
    const isBackwards = before !== undefined || fromEnd === true
    const { query, terms } = isGathered ? gather(list, state) : walk(list, state)
    const ordered = isBackwards ? terms.map(reverse) : terms
    const cursor = after ?? before
    if (cursor) {
      startBehind(query, ordered, cursor)
    }
    sortBy(query, ordered)
    query.limit(state.size + 1)

    const found: Place[] = await query
    const hasMore = found.length > state.size
    const places = found.slice(0, state.size)
    if (isBackwards) {
      places.reverse()
    }
    const hasNext = isBackwards ? before !== undefined : hasMore
    const hasPrevious = isBackwards ? hasMore : after !== undefined
    const last = places.at(-1)
    const sorting = sortingOf(list, state)
    return {
      places,
      next: hasNext && last ? writeCursor(placeOf(last, state), sorting) : null,
      previous: hasPrevious && last ? writeCursor(placeOf(places[0], state), sorting) : null,
    }
  }
}

/** Reads all matching rows and sorts them. */
function gather(list: ListDeclaration, state: ListState) {
  const found = filteredRows(list, state).limit(COUNT_LIMIT)
  selectPlace(found, list, state)
  const query = db.from(found.as('found')).select('found.*')
  return { query, terms: termsOf(state, (_, index) => `found.sort_${index}`, 'found.id') }
}

/** Reads rows along the index of the sorting. */
function walk(list: ListDeclaration, state: ListState) {
  const query = filteredRowsAlongSorting(list, state)
  selectPlace(query, list, state)
  return {
    query,
    terms: termsOf(state, (key) => list.sorts[key].expression, `${list.table}.id`),
  }
}

/** The id is the last term, so that rows with equal values have a stable order across pages. */
function termsOf(
  { sorts }: ListState,
  expressionOf: (key: string, index: number) => string,
  id: string
): SortTerm[] {
  return [
    ...sorts.map(({ key, isDescending }, index) => ({
      expression: expressionOf(key, index),
      isDescending,
    })),
    { expression: id, isDescending: sorts[0].isDescending },
  ]
}

function reverse({ expression, isDescending }: SortTerm): SortTerm {
  return { expression, isDescending: !isDescending }
}

function selectPlace(query: ListQuery, list: ListDeclaration, { sorts }: ListState) {
  query.select(`${list.table}.id`)
  sorts.forEach(({ key }, index) => {
    query.select(db.raw(`${list.sorts[key].expression} as sort_${index}`))
  })
}

function placeOf(place: Place, { sorts }: ListState) {
  return { id: place.id, values: sorts.map((_, index) => place[`sort_${index}`]) }
}

function sortingOf(list: ListDeclaration, { sorts }: ListState): string {
  return `${list.table} ${printSorts(sorts).replaceAll('-', '')}`
}
