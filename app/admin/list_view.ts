import type { Cell } from '#admin/cells'
import type { Column, Filter, ListDeclaration } from '#admin/list'
import {
  filterNames,
  isNarrowed,
  listQueryString,
  type ListState,
  PAGE_SIZES,
} from '#admin/list_state'
import { listPath, type ResourceDeclaration } from '#admin/resource'
import ListRecords, { COUNT_LIMIT } from '#queries/list_records'

/** A list as its page shows it. */
export interface ListView {
  section: string
  title: string
  path: string
  /** How many there are, in words. */
  summary: string
  search: { value: string; hint: string } | null
  controls: FilterControl[]
  /** What else the address says, to be kept when a filter is applied. */
  kept: { name: string; value: string }[]
  chips: Chip[]
  clearHref: string
  heads: Head[]
  rows: Cell[][]
  empty: { title: string; text: string; action: { text: string; href: string } | null } | null
  pages: { previous: string | null; next: string | null; sizes: Chip[] }
}

interface FilterControl {
  kind: 'choice' | 'date'
  name: string
  label: string
  value: string
  options: { value: string; label: string }[]
}

interface Chip {
  text: string
  href: string
  isCurrent?: boolean
}

interface Head {
  label: string
  align: 'right' | null
  href: string | null
  /** As the `aria-sort` attribute has it; null for all but the column sorted by. */
  sorted: 'ascending' | 'descending' | null
}

/**
 * Reads a page of a list and makes ready what its page shows.
 */
export async function viewList(resource: ResourceDeclaration, state: ListState): Promise<ListView> {
  const { list } = resource
  const page = await new ListRecords().handle(list, state)
  const path = listPath(resource)
  const href = (changes?: Record<string, string | null>) =>
    [path, listQueryString(list, state, changes)].filter(Boolean).join('?')
  const back = listQueryString(list, state)

  return {
    section: resource.key,
    title: resource.title,
    path,
    summary: countWords(resource, page.count),
    search: list.search ? { value: state.search, hint: list.search.hint } : null,
    controls: list.filters.flatMap((filter) => controlsOf(filter, state)),
    kept: keptValues(list, state),
    chips: await chipsOf(list, state, href),
    clearHref: path,
    heads: list.columns.map((column) => headOf(column, state, href)),
    rows: page.rows.map((row) => list.columns.map((column) => column.cell(row, back))),
    empty: page.rows.length === 0 ? emptyOf(resource, state) : null,
    pages: {
      previous: page.previous && href({ before: page.previous }),
      next: page.next && href({ after: page.next }),
      sizes: PAGE_SIZES.map((size) => ({
        text: String(size),
        href: href({ size: size === PAGE_SIZES[0] ? null : String(size) }),
        isCurrent: size === state.size,
      })),
    },
  }
}

/** @param count as in `ListPage` */
export function countWords({ noun }: ResourceDeclaration, count: number): string {
  if (count === 1) {
    return `1 ${noun.one}`
  }
  return count >= COUNT_LIMIT
    ? `${(COUNT_LIMIT - 1).toLocaleString('en')}+ ${noun.many}`
    : `${count.toLocaleString('en')} ${noun.many}`
}

function controlsOf(filter: Filter, state: ListState): FilterControl[] {
  const names = filterNames(filter)
  switch (filter.kind) {
    case 'relation':
      return []
    case 'choice':
      return [
        {
          kind: 'choice',
          name: filter.key,
          label: filter.label,
          value: state.filters[filter.key] ?? '',
          options: [
            { value: '', label: 'Any' },
            ...filter.choices.map(({ value, label }) => ({ value, label })),
          ],
        },
      ]
    case 'dates':
      return names.map((name, index) => ({
        kind: 'date',
        name,
        label: `${filter.label} ${index === 0 ? 'from' : 'until'}`,
        value: state.filters[name] ?? '',
        options: [],
      }))
  }
}

/** Sorting, page size and relations have no control in the form that applies filters. */
function keptValues(list: ListDeclaration, state: ListState) {
  const inControls = new Set([
    'q',
    'after',
    'before',
    ...list.filters.filter(({ kind }) => kind !== 'relation').flatMap(filterNames),
  ])
  return Array.from(new URLSearchParams(listQueryString(list, state)))
    .filter(([name]) => !inControls.has(name))
    .map(([name, value]) => ({ name, value }))
}

async function chipsOf(
  list: ListDeclaration,
  state: ListState,
  href: (changes: Record<string, string | null>) => string
): Promise<Chip[]> {
  const chips: Chip[] = state.search
    ? [{ text: `Search: ${state.search}`, href: href({ q: null }) }]
    : []
  for (const filter of list.filters) {
    for (const name of filterNames(filter).filter((said) => state.filters[said])) {
      chips.push({
        text: await chipText(filter, name, state.filters[name]),
        href: href({ [name]: null }),
      })
    }
  }
  return chips
}

async function chipText(filter: Filter, name: string, value: string): Promise<string> {
  switch (filter.kind) {
    case 'choice': {
      const choice = filter.choices.find((one) => one.value === value)
      return `${filter.label}: ${choice?.label ?? value}`
    }
    case 'dates':
      return `${filter.label} ${name.endsWith('_from') ? 'from' : 'until'} ${value}`
    case 'relation':
      return `${filter.label}: ${(await filter.name(Number(value))) ?? `#${value}`}`
  }
}

function headOf(
  column: Column<any>,
  state: ListState,
  href: (changes: Record<string, string | null>) => string
): Head {
  const { label, sort, align } = column
  const isSorted = sort !== undefined && sort === state.sort
  const reverse = isSorted && !state.isDescending ? '-' : ''
  return {
    label,
    align: align ?? null,
    href: sort === undefined ? null : href({ sort: `${reverse}${sort}` }),
    sorted: isSorted ? (state.isDescending ? 'descending' : 'ascending') : null,
  }
}

function emptyOf(resource: ResourceDeclaration, state: ListState): ListView['empty'] {
  if (isNarrowed(state)) {
    return {
      title: `No ${resource.noun.many} match`,
      text: 'Nothing fits the search and the filters together.',
      action: { text: 'Clear all', href: listPath(resource) },
    }
  }
  const { title, text, action } = resource.list.empty
  return { title, text, action: action ? { text: action.text, href: action.href() } : null }
}
