import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Deletion } from '#records/declarations/deletion'

/** Counting stops here: 101 means "more than 100". */
export const RELATED_LIMIT = 101

export interface RelatedCount {
  label: string
  count: number
  blocks: boolean
}

/**
 * Counts the rows that depend on a record, for each relation, up to `RELATED_LIMIT`. So it is as
 * fast with a hundred thousand rows as with none.
 */
export default class CountRelated {
  async handle(
    { relations = [] }: Deletion,
    id: number,
    client: QueryClientContract
  ): Promise<RelatedCount[]> {
    const counts: RelatedCount[] = []
    for (const { label, rows, blocks } of relations) {
      const found = rows(id, client).select('id').limit(RELATED_LIMIT).as('found')
      const [{ total }] = await client.from(found).count('* as total')
      counts.push({ label, count: Number(total), blocks })
    }
    return counts
  }
}
