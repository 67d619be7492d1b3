import { type ResourceDeclaration } from '#records/declarations/resource'
import { listPath } from '#records/declarations/resource_paths'
import type { Preferences } from '#models/user'
import ListSavedViews from '#records/lists/list_saved_views'

/** A tab above a list that opens a saved view. */
export interface SavedViewTab {
  id: number
  name: string
  href: string
  isCurrent: boolean
  isShared: boolean
  isOwn: boolean
  /** Whether the list opens with it. */
  isDefault: boolean
}

/** The parameter that opens the list without filters even if the user has a default view. */
export const WHOLE_LIST = 'all'

/**
 * The tabs of a list: the user's own views and the shared ones.
 * @param query the current query string, without the cursor
 */
export async function savedViewTabs(
  resource: ResourceDeclaration,
  query: string,
  { userId, preferences }: { userId: number; preferences: Preferences }
): Promise<SavedViewTab[]> {
  const views = await new ListSavedViews().handle(resource.key, userId)
  return views.map((view) => ({
    id: view.id,
    name: view.name,
    href: viewHref(resource, view.query),
    isCurrent: view.query === query,
    isShared: view.isShared,
    isOwn: view.userId === userId,
    isDefault: preferences.views?.[resource.key] === view.id,
  }))
}

/**
 * The address of a view. For an empty query it has `WHOLE_LIST`, or the default view would open.
 */
export function viewHref(resource: ResourceDeclaration, query: string): string {
  return `${listPath(resource)}?${query === '' ? `${WHOLE_LIST}=1` : query}`
}
