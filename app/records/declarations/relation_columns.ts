import db from '@adonisjs/lucid/services/db'
import { type Field, idsOf, type Through } from '#records/declarations/fields'
import { resourceNamed } from '#records/declarations/resource_registry'
import { selectRows } from '#records/lists/read_rows'

type Row = Record<string, unknown> & { id: number }

/**
 * Replaces the ids of related records in rows of a list by their names. One query for the names, and
 * one for the ids where they are in another table, however many rows there are.
 * @param alias of the field in the rows
 */
export async function completeRelations(field: Field, alias: string, rows: Row[]): Promise<void> {
  if (!field.picks) {
    return
  }
  const ids = field.through
    ? await idsThrough(field.through, rows)
    : new Map(rows.map((row) => [row.id, idsOf(String(row[alias] ?? ''))]))
  const names = await namesOf(field.picks, [...new Set([...ids.values()].flat())])
  for (const row of rows) {
    const own = ids.get(row.id) ?? []
    row[alias] = own.map((id) => names.get(id) ?? `#${id}`).join(', ')
  }
}

async function idsThrough({ table, own, picked, order }: Through, rows: Row[]) {
  const found: { own: number; picked: number }[] = await db
    .from(table)
    .select(`${own} as own`, `${picked} as picked`)
    .whereIn(
      own,
      rows.map(({ id }) => id)
    )
    .orderBy(order)
  const ids = new Map<number, number[]>()
  for (const { own: id, picked: other } of found) {
    ids.set(Number(id), [...(ids.get(Number(id)) ?? []), Number(other)])
  }
  return ids
}

/** @throws Error if the resource does not declare `brief` */
async function namesOf(key: string, ids: number[]): Promise<Map<number, string>> {
  const { brief, list } = resourceNamed(key)
  if (!brief) {
    throw new Error(`Records of "${key}" cannot be shown in a list: its declaration has no brief.`)
  }
  const rows = await selectRows(list, ids)
  return new Map(rows.map((row) => [row.id, brief(row).text]))
}
