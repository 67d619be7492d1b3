import db from '@adonisjs/lucid/services/db'
import type {
  AmountsFilter,
  DatesFilter,
  Filter,
  ListDeclaration,
  ListQuery,
  NumbersFilter,
} from '#records/declarations/list'
import { filterNames, type ListState } from '#records/lists/list_state'
import { readAmount } from '#shared/money'

/**
 * The rows of a filtered list, with conditions that use their indexes. For counting, and for
 * reading all of them if they are few.
 */
export function filteredRows(list: ListDeclaration, state: ListState): ListQuery {
  const query = list.from()
  if (list.search && state.search) {
    list.search.apply(query, state.search)
  }
  for (const filter of list.filters) {
    applyFilter(query, filter, state)
  }
  return query
}

/**
 * The same rows for reading along the index of the sorting until a page is full, if they are many.
 * The database must not collect all rows and then sort them. So the search, and ranges of other
 * columns than the sorting's, are put into a subquery that it can only evaluate row by row.
 */
export function filteredRowsAlongSorting(list: ListDeclaration, state: ListState): ListQuery {
  const query = list.from()
  const checks: ((row: ListQuery) => void)[] = []
  const { search } = list
  if (search && state.search) {
    checks.push((row) => (search.check ?? search.apply)(row, state.search))
  }
  for (const filter of list.filters) {
    if (isRange(filter) && isAcross(filter, list, state)) {
      checks.push((row) => applyFilter(row, filter, state))
    } else {
      applyFilter(query, filter, state)
    }
  }
  if (checks.length > 0) {
    query.whereExists((row) => {
      row.select(db.raw('1'))
      checks.forEach((check) => check(row as ListQuery))
    })
  }
  return query
}

type RangeFilter = DatesFilter | NumbersFilter | AmountsFilter

function isRange(filter: Filter): filter is RangeFilter {
  return ['dates', 'numbers', 'amounts'].includes(filter.kind)
}

/** Whether a range is set, on another column than the list is sorted by. */
function isAcross(filter: RangeFilter, list: ListDeclaration, state: ListState): boolean {
  const isSet = filterNames(filter).some((name) => state.filters[name] !== undefined)
  return isSet && filter.column !== list.sorts[state.sorts[0].key].expression
}

function applyFilter(query: ListQuery, filter: Filter, { filters: values }: ListState): void {
  const [first, second, third] = filterNames(filter).map((name) => values[name])
  switch (filter.kind) {
    case 'choice':
      filter.choices.find((choice) => choice.value === first)?.apply(query)
      break
    case 'relation':
      if (first) {
        filter.apply(query, Number(first))
      }
      break
    case 'numbers':
      if (first) {
        query.where(filter.column, '>=', Number(first))
      }
      if (second) {
        query.where(filter.column, '<=', Number(second))
      }
      break
    case 'amounts':
      if (first) {
        query.where(filter.currencyColumn, first)
      }
      if (first && second) {
        query.where(filter.column, '>=', readAmount(second, first))
      }
      if (first && third) {
        query.where(filter.column, '<=', readAmount(third, first))
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
