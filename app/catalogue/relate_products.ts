import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { databaseTime } from '#database/columns'
import FindRelatedIds from '#catalogue/find_related_ids'

/** How many products may be related to one; the store shows the first few that are on sale. */
export const MOST_RELATED = 12

export interface RelateProductsInput {
  configurationId: number
  /** Configuration ids in the order in which they are shown; duplicates count once. */
  relatedIds: number[]
}

/**
 * - `related` saved; `before` is for the audit
 * - `refused` nothing was written: a product cannot be related to itself, to one that does not
 *   exist or to more than `MOST_RELATED`
 */
export type RelateProductsOutcome =
  | { type: 'related' | 'unchanged'; before: number[]; after: number[] }
  | { type: 'refused'; reason: 'itself' | 'unknown' | 'too_many' }

/**
 * Sets which products are related to one. Must run in the transaction of the form that it is part
 * of, so call it from an `afterSave`.
 */
export default class RelateProducts {
  async handle(
    { configurationId, relatedIds }: RelateProductsInput,
    trx: TransactionClientContract
  ): Promise<RelateProductsOutcome> {
    const after = [...new Set(relatedIds)]
    const reason = await this.#reasonToRefuse(configurationId, after, trx)
    if (reason !== null) {
      return { type: 'refused', reason }
    }
    const before = await new FindRelatedIds().handle(configurationId, trx)
    if (before.join() === after.join()) {
      return { type: 'unchanged', before, after }
    }
    await this.#replace(configurationId, after, trx)
    await raiseCatalogueVersion(trx)
    return { type: 'related', before, after }
  }

  async #reasonToRefuse(
    configurationId: number,
    relatedIds: number[],
    trx: TransactionClientContract
  ) {
    if (relatedIds.includes(configurationId)) {
      return 'itself'
    }
    if (relatedIds.length > MOST_RELATED) {
      return 'too_many'
    }
    const known = await trx.from('product_configurations').whereIn('id', relatedIds).select('id')
    return known.length === relatedIds.length ? null : 'unknown'
  }

  async #replace(configurationId: number, relatedIds: number[], trx: TransactionClientContract) {
    await trx.from('product_relations').where('product_configuration_id', configurationId).delete()
    if (relatedIds.length > 0) {
      await trx
        .insertQuery()
        .table('product_relations')
        .multiInsert(
          relatedIds.map((relatedId, position) => ({
            product_configuration_id: configurationId,
            related_id: relatedId,
            position,
            created_at: databaseTime(DateTime.utc()),
          }))
        )
    }
  }
}
