import { readListState } from '#records/lists/list_state'
import { roleMay } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { allResources } from '#records/declarations/resource_registry'
import type { ListRow } from '#records/declarations/list'
import type { StaffRole } from '#models/user'
import ListRecords from '#records/lists/list_records'

/** Results shown of each kind; the rest are in its list. */
const MAX_RESULTS = 8

export interface FoundRecords {
  resource: ResourceDeclaration
  rows: ListRow[]
  /** All matches, as in `ListPage`. */
  count: number
}

/**
 * Searches all resources that a role may see, each with the search of its own list. Resources
 * without a match are left out.
 */
export default class SearchRecords {
  async handle({ term, role }: { term: string; role: StaffRole | null }): Promise<FoundRecords[]> {
    const searched = allResources().filter(
      ({ brief, list, permissions }) => brief && list.search && roleMay(role, permissions.view)
    )
    const found = await Promise.all(
      searched.map(async (resource) => {
        const state = { ...readListState(resource.list, { q: term }), size: MAX_RESULTS }
        const { rows, count } = await new ListRecords().handle(resource.list, state)
        return { resource, rows, count }
      })
    )
    return found.filter(({ count }) => count > 0)
  }
}
