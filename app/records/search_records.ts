import { readListState } from '#records/lists/list_state'
import { roleMay } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { allResources } from '#records/declarations/resource_registry'
import type { ListRow } from '#records/declarations/list'
import type { StaffRole } from '#models/user'
import ListRecords from '#records/lists/list_records'

/** Records of one kind that are shown before one goes on to their list. */
const MOST = 8

export interface FoundRecords {
  resource: ResourceDeclaration
  rows: ListRow[]
  /** As in `ListPage`. */
  count: number
}

/**
 * Looks for records of every kind that somebody with a role may see, each kind as its own list is
 * searched. Kinds with nothing found are left out.
 */
export default class SearchRecords {
  async handle({ term, role }: { term: string; role: StaffRole | null }): Promise<FoundRecords[]> {
    const searched = allResources().filter(
      ({ brief, list, permissions }) => brief && list.search && roleMay(role, permissions.view)
    )
    const found = await Promise.all(
      searched.map(async (resource) => {
        const state = { ...readListState(resource.list, { q: term }), size: MOST }
        const { rows, count } = await new ListRecords().handle(resource.list, state)
        return { resource, rows, count }
      })
    )
    return found.filter(({ count }) => count > 0)
  }
}
