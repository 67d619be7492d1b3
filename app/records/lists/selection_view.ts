import { urlFor } from '@adonisjs/core/services/url_builder'
import { isNarrowed, listQueryString, type ListState } from '#records/lists/list_state'
import type { ListView } from '#records/lists/list_view'
import { roleMay } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'
import type { StaffRole } from '#models/user'

/** The controls of a list that select records for a bulk action. */
export interface SelectionView {
  /** The address that the selection is posted to. */
  action: string
  /** The query string of the list. */
  back: string
  /** The label of the checkbox that selects all records, on all pages. */
  all: string
  choices: { value: string; label: string }[]
}

/**
 * @returns null if the role may run none of the resource's bulk actions
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
