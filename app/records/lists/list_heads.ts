import type { Column } from '#records/declarations/list'
import type { ListHref } from '#records/lists/list_controls'
import { type ListState, printSorts, type SortKey } from '#records/lists/list_state'

/** The header of a column. */
export interface Head {
  label: string
  align: 'right' | null
  /** Sorts by this column alone; reverses its direction if the list is sorted by it. */
  href: string | null
  /** Adds this column as a further sort key, or reverses it; null for the first sort key. */
  thenHref: string | null
  /** The 1-based position among several sort keys; else null. */
  place: number | null
  /** The `aria-sort` attribute, which only the first sort key has. */
  sorted: 'ascending' | 'descending' | null
}

/** Prepares the header of a column, with its links for sorting. */
export function columnHead(column: Column<any>, { sorts }: ListState, href: ListHref): Head {
  const { label, sort, align } = column
  const index = sorts.findIndex(({ key }) => key === sort)
  const own = sorts[index] as SortKey | undefined
  return {
    label,
    align: align ?? null,
    href: sort === undefined ? null : href({ sort: printSorts([nextSort(sort, own)]) }),
    thenHref:
      sort === undefined || index === 0
        ? null
        : href({ sort: printSorts(withKey(sorts, nextSort(sort, own))) }),
    place: sorts.length > 1 && own ? index + 1 : null,
    sorted: index === 0 ? (sorts[0].isDescending ? 'descending' : 'ascending') : null,
  }
}

/** The same key in the opposite direction; a new key is ascending. */
function nextSort(key: string, present: SortKey | undefined): SortKey {
  return { key, isDescending: present ? !present.isDescending : false }
}

function withKey(sorts: readonly SortKey[], added: SortKey): SortKey[] {
  return sorts.some(({ key }) => key === added.key)
    ? sorts.map((sort) => (sort.key === added.key ? added : sort))
    : [...sorts, added]
}
