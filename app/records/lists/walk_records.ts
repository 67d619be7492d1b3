import type { ListDeclaration, ListQuery, ListRow } from '#records/declarations/list'
import { readListQuery } from '#records/lists/list_state'
import { filteredRows } from '#records/lists/filter_rows'
import type { Selection } from '#models/bulk_run'

/** A part of the selected records. */
interface IdRange {
  /** The last id that was read; 0 to start. */
  after: number
  /** The last id to read. */
  until?: number
  /** The most records to read. */
  limit: number
}

/**
 * Reads the selected records of a list in the order of their ids instead of the list's sorting. So
 * no record comes twice or is skipped, whatever changes meanwhile, and a large table is read only
 * once.
 */
export default class WalkRecords {
  constructor(
    private list: ListDeclaration,
    private selection: Selection
  ) {}

  /** Counts the selected records, and finds the last id: records created later are not selected. */
  async count(): Promise<{ total: number; untilId: number }> {
    const id = `${this.list.table}.id`
    const [found] = await this.#chosen().count(`${id} as total`).max(`${id} as until_id`)
    return { total: Number(found.total), untilId: Number(found.until_id ?? 0) }
  }

  /** Reads only the ids. */
  async ids(range: IdRange): Promise<number[]> {
    const rows: ListRow[] = await this.#inRange(range)
    return rows.map(({ id }) => id)
  }

  /** Reads rows with everything that the list selects. */
  async rows(range: IdRange): Promise<ListRow[]> {
    const query = this.#inRange(range)
    this.list.join?.(query)
    this.list.select(query)
    const rows: ListRow[] = await query
    await this.list.complete?.(rows)
    return rows
  }

  #inRange({ after, until, limit }: IdRange): ListQuery {
    const id = `${this.list.table}.id`
    const query = this.#chosen().select(id).where(id, '>', after).orderBy(id).limit(limit)
    return until === undefined ? query : query.where(id, '<=', until)
  }

  #chosen(): ListQuery {
    const { list, selection } = this
    return 'ids' in selection
      ? list.from().whereIn(`${list.table}.id`, selection.ids)
      : filteredRows(list, readListQuery(list, selection.query))
  }
}
