import { countWords } from '#records/lists/list_view'
import { type RecordBrief } from '#records/declarations/resource'
import { listPath, recordPath } from '#records/declarations/resource_paths'
import { stripeIdKind } from '#stripe/stripe_ids'
import type { FoundRecords } from '#records/search_records'

/** What was found of one kind of record, as the page and the dialog show it. */
export interface SearchGroup {
  key: string
  title: string
  hits: Hit[]
  /** All of them, in words, and where they are. */
  more: { text: string; href: string }
}

type Hit = RecordBrief & { href: string }

export function viewSearch(term: string, found: FoundRecords[]): SearchGroup[] {
  return found.map(({ resource, rows, count }) => ({
    key: resource.key,
    title: resource.title,
    hits: rows.flatMap((row) =>
      resource.brief ? { ...resource.brief(row), href: recordPath(resource, row.id) } : []
    ),
    more: {
      text: countWords(resource, count),
      href: `${listPath(resource)}?${new URLSearchParams({ q: term })}`,
    },
  }))
}

/**
 * Where a term leads at once: it names one record, by an id of Stripe's or as the record is called,
 * and nothing else was found.
 */
export function onlyHit(term: string, groups: SearchGroup[]): string | null {
  const [hit, ...others] = groups.flatMap(({ hits }) => hits)
  const isNamed = stripeIdKind(term) !== null || hit?.text.toLowerCase() === term.toLowerCase()
  return hit && others.length === 0 && isNamed ? hit.href : null
}
