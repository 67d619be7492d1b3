import { foldText } from '#shared/fold_text'
import { countText } from '#records/lists/list_view'
import { type RecordBrief } from '#records/declarations/resource'
import { listPath, recordPath } from '#records/declarations/resource_paths'
import { stripeIdKind } from '#stripe/stripe_ids'
import type { FoundRecords } from '#records/search_records'

/** The search results of one resource, for the page and the dialog. */
export interface SearchGroup {
  key: string
  title: string
  hits: Hit[]
  /** The number of all matches, and a link to their list. */
  more: { text: string; href: string }
}

type Hit = RecordBrief & { href: string }

/** Prepares search results for the page and the dialog. */
export function viewSearch(term: string, found: FoundRecords[]): SearchGroup[] {
  return found.map(({ resource, rows, count }) => ({
    key: resource.key,
    title: resource.title,
    hits: rows.flatMap((row) =>
      resource.brief ? { ...resource.brief(row), href: recordPath(resource, row.id) } : []
    ),
    more: {
      text: countText(resource, count),
      href: `${listPath(resource)}?${new URLSearchParams({ q: term })}`,
    },
  }))
}

/**
 * The path of the only result, if the term is its exact name or a Stripe id; else null.
 */
export function onlyHit(term: string, groups: SearchGroup[]): string | null {
  const [hit, ...others] = groups.flatMap(({ hits }) => hits)
  const isNamed =
    stripeIdKind(term) !== null || (hit !== undefined && foldText(hit.text) === foldText(term))
  return hit && others.length === 0 && isNamed ? hit.href : null
}
