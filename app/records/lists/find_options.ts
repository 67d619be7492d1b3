import type { ListRow } from '#records/declarations/list'
import { readListState } from '#records/lists/list_state'
import type { RecordBrief, ResourceDeclaration } from '#records/declarations/resource'
import ListRecords from '#records/lists/list_records'
import { readRows } from '#records/lists/read_rows'

/** Records that are offered at a time. */
export const OPTIONS_ON_A_PAGE = 20

/** Records of which a list can be chosen from without a search. */
const FEW = 200

export type RecordOption = RecordBrief & { id: number }

export interface OptionPage {
  options: RecordOption[]
  /** Where the next page begins; null on the last. */
  next: string | null
}

/**
 * The records of a resource, to pick from.
 */
export default class FindOptions {
  /** @param place.after as the page before said */
  async search(
    resource: ResourceDeclaration,
    term: string,
    { after = null, size = OPTIONS_ON_A_PAGE }: { after?: string | null; size?: number } = {}
  ): Promise<OptionPage> {
    const state = { ...readListState(resource.list, { q: term, after }), size }
    const { rows, next } = await new ListRecords().handle(resource.list, state)
    return { options: rows.map((row) => optionOf(resource, row)), next }
  }

  /** In the order of the ids; those of nothing are left out. */
  async named(resource: ResourceDeclaration, ids: number[]): Promise<RecordOption[]> {
    return (await readRows(resource.list, ids)).map((row) => optionOf(resource, row))
  }

  /** @returns null where there are too many to choose from without a search */
  async all(resource: ResourceDeclaration): Promise<RecordOption[] | null> {
    const { options, next } = await this.search(resource, '', { size: FEW })
    return next === null ? options : null
  }
}

/** @throws Error where the resource says of no record what it is called */
function optionOf(resource: ResourceDeclaration, row: ListRow): RecordOption {
  if (!resource.brief) {
    throw new Error(`Records of "${resource.key}" cannot be picked: its declaration has no brief.`)
  }
  return { id: row.id, ...resource.brief(row) }
}
