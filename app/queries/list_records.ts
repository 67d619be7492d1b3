import db from '@adonisjs/lucid/services/db'
import { type Cursor, readCursor, writeCursor } from '#admin/cursor'
import type { Filter, ListDeclaration, ListQuery, ListRow } from '#admin/list'
import { filterNames, type ListState } from '#admin/list_state'

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

type SortedRow = ListRow & { sort_value: unknown }

/**
 * The one query behind every list of the panel: a page of rows by their place in the sorting (never
 * by an offset), and how many there are.
 */
export default class ListRecords {
  async handle(list: ListDeclaration, state: ListState): Promise<ListPage> {
    const page = await this.#findPage(list, state)
    const count = await this.#count(list, state)
    return { ...page, count }
  }

  async #findPage(list: ListDeclaration, state: ListState) {
    const after = readCursor(state.after, sortingOf(list, state))
    const before = readCursor(state.before, sortingOf(list, state))
    if (after) {
      const page = await this.#readPage(list, state, { after })
      // Past the end, because rows went away: the last page.
      return page.rows.length > 0 ? page : this.#readPage(list, state, { fromEnd: true })
    }
    if (before) {
      const page = await this.#readPage(list, state, { before })
      return page.rows.length > 0 ? page : this.#readPage(list, state, {})
    }
    return this.#readPage(list, state, {})
  }

  async #readPage(
    list: ListDeclaration,
    state: ListState,
    place: { after?: Cursor; before?: Cursor; fromEnd?: boolean }
  ) {
    const isBackwards = place.before !== undefined || place.fromEnd === true
    const isDescending = state.isDescending !== isBackwards
    const { expression } = list.sorts[state.sort]
    const id = `${list.table}.id`
    const cursor = place.after ?? place.before

    const query = narrow(list, state)
    list.select(query)
    query.select(id).select(db.raw(`${expression} as sort_value`))
    if (cursor) {
      query.whereRaw(`(${expression}, ${id}) ${isDescending ? '<' : '>'} (?, ?)`, [
        cursor.value,
        cursor.id,
      ])
    }
    const direction = isDescending ? 'desc' : 'asc'
    query.orderByRaw(`${expression} ${direction}, ${id} ${direction}`).limit(state.size + 1)

    const found: SortedRow[] = await query
    const hasMore = found.length > state.size
    const rows = found.slice(0, state.size)
    if (isBackwards) {
      rows.reverse()
    }
    const hasNext = isBackwards ? place.before !== undefined : hasMore
    const hasPrevious = isBackwards ? hasMore : place.after !== undefined
    const last = rows.at(-1)
    const sorting = sortingOf(list, state)
    return {
      rows,
      next: hasNext && last ? writeCursor(last, sorting) : null,
      previous: hasPrevious && last ? writeCursor(rows[0], sorting) : null,
    }
  }

  async #count(list: ListDeclaration, state: ListState): Promise<number> {
    const found = narrow(list, state).select(`${list.table}.id`).limit(COUNT_LIMIT).as('found')
    const [{ total }] = await db.from(found).count('* as total')
    return Number(total)
  }
}

function sortingOf(list: ListDeclaration, state: ListState): string {
  return `${list.table} ${state.sort}`
}

/** Every row of a list that its search and its filters leave. */
export function narrow(list: ListDeclaration, state: ListState): ListQuery {
  const query = list.from()
  if (list.search && state.search) {
    list.search.apply(query, state.search)
  }
  for (const filter of list.filters) {
    applyFilter(query, filter, state.filters)
  }
  return query
}

function applyFilter(query: ListQuery, filter: Filter, said: ListState['filters']): void {
  const [first, second] = filterNames(filter).map((name) => said[name])
  switch (filter.kind) {
    case 'choice':
      filter.choices.find((choice) => choice.value === first)?.apply(query)
      break
    case 'relation':
      if (first) {
        filter.apply(query, Number(first))
      }
      break
    case 'dates':
      if (first) {
        query.where(filter.column, '>=', `${first}T00:00:00.000Z`)
      }
      if (second) {
        query.where(filter.column, '<=', `${second}T23:59:59.999Z`)
      }
  }
}
