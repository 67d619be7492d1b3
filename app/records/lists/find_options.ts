import type { ListRow } from '#records/declarations/list'
import { readListState } from '#records/lists/list_state'
import type { RecordBrief, ResourceDeclaration } from '#records/declarations/resource'
import ListRecords from '#records/lists/list_records'
import { selectRows } from '#records/lists/read_rows'

/** Options per page. */
export const OPTIONS_ON_A_PAGE = 20

/** Up to this many options fit a select without a search. */
const SELECT_LIMIT = 200

export type RecordOption = RecordBrief & { id: number }

export interface OptionPage {
  options: RecordOption[]
  /** The `after` of the next page; null on the last. */
  next: string | null
}

/**
 * Finds records of a resource, for pickers. The resource must declare `brief`.
 */
export default class FindOptions {
  /** @param page.after the `next` of the previous page */
  async search(
    resource: ResourceDeclaration,
    term: string,
    { after = null, size = OPTIONS_ON_A_PAGE }: { after?: string | null; size?: number } = {}
  ): Promise<OptionPage> {
    const state = { ...readListState(resource.list, { q: term, after }), size }
    const { rows, next } = await new ListRecords().handle(resource.list, state)
    return { options: rows.map((row) => optionOf(resource, row)), next }
  }

  /** Finds options by id, in the order of the ids. Unknown ids are left out. */
  async named(resource: ResourceDeclaration, ids: number[]): Promise<RecordOption[]> {
    return (await selectRows(resource.list, ids)).map((row) => optionOf(resource, row))
  }

  /** @returns null if there are too many for a select */
  async all(resource: ResourceDeclaration): Promise<RecordOption[] | null> {
    const { options, next } = await this.search(resource, '', { size: SELECT_LIMIT })
    return next === null ? options : null
  }
}

/** @throws Error if the resource does not declare `brief` */
function optionOf(resource: ResourceDeclaration, row: ListRow): RecordOption {
  if (!resource.brief) {
    throw new Error(`Records of "${resource.key}" cannot be picked: its declaration has no brief.`)
  }
  return { id: row.id, ...resource.brief(row) }
}
