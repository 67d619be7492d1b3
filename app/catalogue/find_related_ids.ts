import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'

/**
 * The ids of the related configurations, in the seller's order, whether they are for sale or not.
 */
export default class FindRelatedIds {
  async handle(
    configurationId: number,
    client: QueryClientContract = db.connection()
  ): Promise<number[]> {
    const rows: { related_id: number }[] = await client
      .from('product_relations')
      .where('product_configuration_id', configurationId)
      .select('related_id')
      .orderBy('position')
    return rows.map((row) => row.related_id)
  }
}
