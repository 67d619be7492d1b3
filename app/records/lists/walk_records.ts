import type { ListDeclaration, ListQuery, ListRow } from '#records/declarations/list'
import { readListQuery } from '#records/lists/list_state'
import { filteredRows } from '#records/lists/filter_rows'
import type { Selection } from '#models/bulk_run'

/** Where to go on, and how far. */
interface Stretch {
  /** The last id that was read. */
  after: number
  until?: number
  limit: number
}

/**
 * All records that were chosen of a list, by their ids and not by the list's own sorting: whatever is
 * changed on the way, none comes twice and none is left out, and a large table is gone through once.
 */
export default class WalkRecords {
  constructor(
    private list: ListDeclaration,
    private selection: Selection
  ) {}

  /** How many there are now, and the last of them: what is written later is no part of the choice. */
  async count(): Promise<{ total: number; untilId: number }> {
    const id = `${this.list.table}.id`
    const [found] = await this.#chosen().count(`${id} as total`).max(`${id} as until_id`)
    return { total: Number(found.total), untilId: Number(found.until_id ?? 0) }
  }

  async ids(stretch: Stretch): Promise<number[]> {
    const rows: ListRow[] = await this.#stretch(stretch)
    return rows.map(({ id }) => id)
  }

  /** With everything that the list shows. */
  async rows(stretch: Stretch): Promise<ListRow[]> {
    const query = this.#stretch(stretch)
    this.list.join?.(query)
    this.list.select(query)
    return query
  }

  #stretch({ after, until, limit }: Stretch): ListQuery {
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
