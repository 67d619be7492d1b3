import { DateTime } from 'luxon'
import { productsOnSale, whereStanding } from '#catalogue/standing_in_sql'
import { readCards, selectCards, type StorefrontProduct } from '#storefront/storefront_cards'

/** One row of cards. */
const MOST = 4

/**
 * The products that the seller relates to one, in the seller's order; only those on sale. Two
 * queries, in plain rows.
 */
export default class ListRelated {
  async handle(configurationId: number, now = DateTime.utc()): Promise<StorefrontProduct[]> {
    const rows = await selectCards(
      whereStanding(
        productsOnSale().join(
          'product_relations',
          'product_relations.related_id',
          'product_configurations.id'
        ),
        'on_sale',
        now
      )
    )
      .where('product_relations.product_configuration_id', configurationId)
      .orderBy('product_relations.position')
      .limit(MOST)
    return readCards(rows)
  }
}
