import type { I18n } from '@adonisjs/i18n'
import db from '@adonisjs/lucid/services/db'
import { priceName } from '#catalogue/prices/price_name'
import type Purchase from '#models/purchase'

type NamedPurchase = Pick<Purchase, 'id' | 'productConfigurationId' | 'priceSnapshot'>

/**
 * The names of the prices that were bought, by the id of the purchase; null where a name would tell
 * nothing. One query for any number of purchases.
 */
export default class FindPriceNames {
  async handle(
    purchases: NamedPurchase[],
    i18n: Pick<I18n, 'locale' | 't'>
  ): Promise<Map<number, string | null>> {
    const several = await withSeveralPrices(purchases)
    return new Map(
      purchases.map(({ id, productConfigurationId, priceSnapshot }) => [
        id,
        priceName(priceSnapshot, several.has(productConfigurationId), i18n),
      ])
    )
  }

  /** The name of the price of one purchase. */
  async one(purchase: NamedPurchase, i18n: Pick<I18n, 'locale' | 't'>): Promise<string | null> {
    return (await this.handle([purchase], i18n)).get(purchase.id) ?? null
  }
}

/** The ids of configurations whose product has or had several prices. */
async function withSeveralPrices(purchases: NamedPurchase[]): Promise<Set<number>> {
  const ids = [...new Set(purchases.map((purchase) => purchase.productConfigurationId))]
  if (ids.length === 0) {
    return new Set()
  }
  const rows: { id: number }[] = await db
    .from('product_configurations')
    .whereIn('product_configurations.id', ids)
    .whereRaw(HAS_SEVERAL_PRICES)
    .select('product_configurations.id')
  return new Set(rows.map(({ id }) => id))
}

/** SQL: whether the product of a configuration has or had several prices. */
export const HAS_SEVERAL_PRICES = `(select count(*) from (select 1 from prices
  where prices.product_id = product_configurations.product_id limit 2) as some_prices) > 1`
