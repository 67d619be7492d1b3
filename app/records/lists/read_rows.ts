import type { ListDeclaration, ListRow } from '#records/declarations/list'

/**
 * Finds rows by id, in the order of the ids, with everything that the columns of the list need.
 * Unknown ids are left out.
 */
export async function readRows(list: ListDeclaration, ids: number[]): Promise<ListRow[]> {
  const rows = await selectRows(list, ids)
  await list.complete?.(rows)
  return rows
}

/** As `readRows`, without what columns need from other tables. */
export async function selectRows(list: ListDeclaration, ids: number[]): Promise<ListRow[]> {
  if (ids.length === 0) {
    return []
  }
  const query = list.from().select(`${list.table}.id`).whereIn(`${list.table}.id`, ids)
  list.join?.(query)
  list.select(query)
  const rows = new Map<number, ListRow>((await query).map((row: ListRow) => [row.id, row]))
  return ids.flatMap((id) => rows.get(id) ?? [])
}
