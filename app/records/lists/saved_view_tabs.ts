import { type ResourceDeclaration } from '#records/declarations/resource'
import { listPath } from '#records/declarations/resource_paths'
import type { Preferences } from '#models/user'
import ListSavedViews from '#records/lists/list_saved_views'

/** A saved view, as it stands above its list. */
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

/** Says that the whole list is wanted, although it opens with a view. */
export const WHOLE_LIST = 'all'

/**
 * The views that somebody can choose from.
 * @param query the list as it is looked at
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

/** The list as a view has it; one that is the whole list says so. */
export function viewHref(resource: ResourceDeclaration, query: string): string {
  return `${listPath(resource)}?${query === '' ? `${WHOLE_LIST}=1` : query}`
}
