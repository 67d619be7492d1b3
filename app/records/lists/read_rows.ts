import type { ListDeclaration, ListRow } from '#records/declarations/list'

/**
 * Rows of a list by their ids, in that order, with everything that the list shows of them. Ids of
 * nothing are left out.
 */
export async function readRows(list: ListDeclaration, ids: number[]): Promise<ListRow[]> {
  if (ids.length === 0) {
    return []
  }
  const query = list.from().select(`${list.table}.id`).whereIn(`${list.table}.id`, ids)
  list.join?.(query)
  list.select(query)
  const rows = new Map<number, ListRow>((await query).map((row: ListRow) => [row.id, row]))
  return ids.flatMap((id) => rows.get(id) ?? [])
}
