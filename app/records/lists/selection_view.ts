import { urlFor } from '@adonisjs/core/services/url_builder'
import { isNarrowed, listQueryString, type ListState } from '#records/lists/list_state'
import type { ListView } from '#records/lists/list_view'
import { roleMay } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'
import type { StaffRole } from '#models/user'

/** What is chosen in a list, and for what, as its page shows it. */
export interface SelectionView {
  action: string
  /** The list as it stands. */
  back: string
  /** The words of the box for all that there are, on whichever page. */
  all: string
  choices: { value: string; label: string }[]
}

/**
 * @returns null where somebody with this role can do nothing with many records at once
 */
export function viewSelection(
  resource: ResourceDeclaration,
  state: ListState,
  list: ListView,
  role: StaffRole | null
): SelectionView | null {
  const actions = (resource.bulk ?? []).filter(({ permission }) => roleMay(role, permission))
  if (actions.length === 0) {
    return null
  }
  return {
    action: urlFor(`admin.${resource.key}.bulk` as 'admin.products.bulk'),
    back: listQueryString(resource.list, state),
    all: `All ${list.summary}${isNarrowed(state) ? ' that match' : ''}`,
    choices: actions.map(({ key, label }) => ({ value: key, label })),
  }
}
