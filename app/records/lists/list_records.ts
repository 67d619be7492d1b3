import db from '@adonisjs/lucid/services/db'
import { type Cursor, readCursor, writeCursor } from '#records/lists/cursor'
import type { ListDeclaration, ListQuery, ListRow } from '#records/declarations/list'
import { isNarrowed, type ListState, printSorts } from '#records/lists/list_state'
import { filteredRows, filteredRowsAlongSorting } from '#records/lists/filter_rows'
import { sortBy, startBehind, type SortTerm } from '#records/lists/sorting'
import { readRows } from '#records/lists/read_rows'

/** Rows are counted no further than this, so that a large table answers as fast as a small one. */
export const COUNT_LIMIT = 10_001

export interface ListPage<Row = ListRow> {
  rows: Row[]
  /** How many there are in all; `COUNT_LIMIT` stands for that many or more. */
  count: number
  /** Places in the list, for the address of the next and the previous page. */
  next: string | null
  previous: string | null
}

/** Where a row stands in the sorting: its id, and `sort_0` and so on. */
type Place = { id: number } & Record<string, unknown>

interface Direction {
  after?: Cursor
  before?: Cursor
  fromEnd?: boolean
}

/**
 * The one query behind every list of the panel: a page of rows by their place in the sorting (never
 * by an offset), and how many there are.
 *
 * How many decides how the page is found: few rows are gathered by the index of what narrows them
 * down and then sorted; among many the sorting's own index is walked until the page is full, which
 * does not take long exactly because they are many.
 */
export default class ListRecords {
  /** @param few the number of rows from which on there are many */
  constructor(private few = COUNT_LIMIT) {}

  async handle(list: ListDeclaration, state: ListState): Promise<ListPage> {
    const count = await this.#count(list, state)
    const isGathered = isNarrowed(state) && count < this.few
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
      // Past the end, because rows went away: the last page.
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

/** Every row that is left of the list, to be sorted. */
function gather(list: ListDeclaration, state: ListState) {
  const found = filteredRows(list, state).limit(COUNT_LIMIT)
  selectPlace(found, list, state)
  const query = db.from(found.as('found')).select('found.*')
  return { query, terms: termsOf(state, (_, index) => `found.sort_${index}`, 'found.id') }
}

/** The list along its sorting. */
function walk(list: ListDeclaration, state: ListState) {
  const query = filteredRowsAlongSorting(list, state)
  selectPlace(query, list, state)
  return {
    query,
    terms: termsOf(state, (key) => list.sorts[key].expression, `${list.table}.id`),
  }
}

/** The id comes last, so that rows with the same values do not swap pages. */
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
