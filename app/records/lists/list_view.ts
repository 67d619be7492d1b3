import { urlFor } from '@adonisjs/core/services/url_builder'
import { type Cell, NOTHING } from '#records/declarations/cells'
import { type ColumnChoice, columnChoices, shownColumns } from '#records/lists/list_columns'
import {
  type Chip,
  filterChips,
  type FilterControl,
  filterControls,
  keptValues,
  quickPeriods,
} from '#records/lists/list_controls'
import { columnHead, type Head } from '#records/lists/list_heads'
import { isNarrowed, listQueryString, type ListState, PAGE_SIZES } from '#records/lists/list_state'
import type { Permission } from '#authority/permissions'
import { type ResourceDeclaration } from '#records/declarations/resource'
import { listPath, recordPath } from '#records/declarations/resource_paths'
import { type SavedViewTab, savedViewTabs } from '#records/lists/saved_view_tabs'
import { formatMoney } from '#shared/money'
import type { Preferences } from '#models/user'
import CountFacets from '#records/lists/count_facets'
import ListRecords, { COUNT_LIMIT } from '#records/lists/list_records'
import SumList from '#records/lists/sum_list'

/** The page of a list. */
export interface ListView {
  section: string
  title: string
  path: string
  /** The query string without the cursor. */
  query: string
  /** The link to create a record. */
  add: { text: string; href: string; permission: Permission } | null
  /** The number of records, such as "12 products". */
  summary: string
  search: { value: string; hint: string } | null
  controls: FilterControl[]
  /** Hidden inputs of the filter form. */
  kept: { name: string; value: string }[]
  chips: Chip[]
  periods: Chip[]
  clearHref: string
  facets: { href: string; isShown: boolean } | null
  totals: { label: string; href: string; sums: string[] | null } | null
  columns: ColumnChoice[]
  views: SavedViewTab[]
  heads: Head[]
  rows: Cell[][]
  /** The ids of the rows. */
  ids: number[]
  empty: { title: string; text: string; action: { text: string; href: string } | null } | null
  pages: { previous: string | null; next: string | null; sizes: Chip[] }
}

/** The staff member who reads a list. */
export interface ListReader {
  userId: number
  preferences: Preferences
}

/**
 * Reads the rows of a list and prepares its page.
 */
export async function viewList(
  resource: ResourceDeclaration,
  state: ListState,
  reader: ListReader
): Promise<ListView> {
  const { list, key } = resource
  const page = await new ListRecords().handle(list, state)
  const path = listPath(resource)
  const href = (changes?: Record<string, string | null>) =>
    [path, listQueryString(list, state, changes)].filter(Boolean).join('?')
  const back = listQueryString(list, state)
  const query = listQueryString(list, { ...state, after: null, before: null })
  const chosen = reader.preferences.columns?.[key]
  const columns = shownColumns(list, chosen)
  const facets = state.hasFacets ? await new CountFacets().handle(list, state) : null

  return {
    section: key,
    title: resource.title,
    path,
    query,
    add: addLink(resource),
    summary: countText(resource, page.count),
    search: list.search ? { value: state.search, hint: list.search.hint } : null,
    controls: filterControls(list, state, facets),
    kept: keptValues(list, state),
    chips: await filterChips(list, state, href),
    periods: quickPeriods(list, state, href),
    clearHref: path,
    facets: list.filters.some(({ kind }) => kind === 'choice')
      ? { href: href({ facets: state.hasFacets ? null : '1' }), isShown: state.hasFacets }
      : null,
    totals: await totalsOf(resource, state, href),
    columns: columnChoices(list, chosen),
    views: await savedViewTabs(resource, query, reader),
    heads: columns.map((column) => columnHead(column, state, href)),
    rows: page.rows.map((row) =>
      withLink(
        resource,
        row.id,
        columns.map((column) => column.cell(row, back)),
        back
      )
    ),
    ids: page.rows.map(({ id }) => id),
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

/** The cells of a row; where none of them links to its record, the first text does. */
function withLink(resource: ResourceDeclaration, id: number, cells: Cell[], back: string): Cell[] {
  if (!resource.form && !resource.page) {
    return cells
  }
  const path = recordPath(resource, id)
  const isLinked = cells.some((cell) => 'href' in cell && cell.href?.split('?')[0] === path)
  const named = cells.find(
    ({ kind, text }: Cell & { text?: string }) => kind === 'text' && text !== NOTHING
  )
  const chosen = isLinked ? null : (named ?? cells.find(({ kind }) => kind === 'text'))
  const href = recordPath(resource, id, back ? { back } : {})
  return cells.map((cell) => (cell === chosen ? { ...cell, href } : cell))
}

/** The link to the resource's own creation page, else to the form; null if it has neither. */
function addLink({ key, noun, form, create }: ResourceDeclaration): ListView['add'] {
  if (create) {
    return { ...create, href: create.href() }
  }
  return form?.create
    ? {
        text: `New ${noun.one}`,
        href: urlFor(`admin.${key}.create` as 'admin.home'),
        permission: form.permission,
      }
    : null
}

/**
 * The number of records with their noun: "1 product", "12 products", "10,000+ products".
 * @param count as in `ListPage`
 */
export function countText({ noun }: ResourceDeclaration, count: number): string {
  if (count === 1) {
    return `1 ${noun.one}`
  }
  return count >= COUNT_LIMIT
    ? `${(COUNT_LIMIT - 1).toLocaleString('en')}+ ${noun.many}`
    : `${count.toLocaleString('en')} ${noun.many}`
}

/** Summing a large list takes a while, so it is done only on request. */
async function totalsOf(
  { list }: ResourceDeclaration,
  state: ListState,
  href: (changes: Record<string, string | null>) => string
): Promise<ListView['totals']> {
  if (!list.totals) {
    return null
  }
  const sums = state.hasTotals ? await new SumList().handle(list, state) : null
  return {
    label: list.totals.label,
    href: href({ totals: state.hasTotals ? null : '1' }),
    sums: sums && sums.map(({ amount, currency }) => formatMoney(amount, currency, 'en')),
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
