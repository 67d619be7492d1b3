import type { Column } from '#records/declarations/list'
import type { ListHref } from '#records/lists/list_controls'
import { type ListState, printSorts, type SortKey } from '#records/lists/list_state'

/** The head of a column. */
export interface Head {
  label: string
  align: 'right' | null
  /** Sorts by this column alone, or the other way round. */
  href: string | null
  /** Sorts by this column where the present sorting finds no difference. */
  thenHref: string | null
  /** Its place among the columns sorted by, where there are several. */
  place: number | null
  /** As the `aria-sort` attribute has it, which is for the first column sorted by. */
  sorted: 'ascending' | 'descending' | null
}

export function columnHead(column: Column<any>, { sorts }: ListState, href: ListHref): Head {
  const { label, sort, align } = column
  const index = sorts.findIndex(({ key }) => key === sort)
  const own = sorts[index] as SortKey | undefined
  return {
    label,
    align: align ?? null,
    href: sort === undefined ? null : href({ sort: printSorts([turned(sort, own)]) }),
    thenHref:
      sort === undefined || index === 0
        ? null
        : href({ sort: printSorts(withKey(sorts, turned(sort, own))) }),
    place: sorts.length > 1 && own ? index + 1 : null,
    sorted: index === 0 ? (sorts[0].isDescending ? 'descending' : 'ascending') : null,
  }
}

/** The same key the other way round; a new one begins ascending. */
function turned(key: string, present: SortKey | undefined): SortKey {
  return { key, isDescending: present ? !present.isDescending : false }
}

function withKey(sorts: readonly SortKey[], added: SortKey): SortKey[] {
  return sorts.some(({ key }) => key === added.key)
    ? sorts.map((sort) => (sort.key === added.key ? added : sort))
    : [...sorts, added]
}
