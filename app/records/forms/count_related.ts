import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Deletion } from '#records/declarations/deletion'

/** Rows of a relation are counted no further than this: 101 stands for "more than 100". */
export const RELATED_LIMIT = 101

export interface RelatedCount {
  label: string
  count: number
  blocks: boolean
}

/**
 * How much hangs on a record, of each kind; as fast with a hundred thousand as with none.
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
