import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { PriceColumns } from '#catalogue/prices/price_text'
import { json } from '#database/columns'
import Purchase from '#models/purchase'

/** How many purchases of a product are counted, newest first. */
const MOST_PURCHASES = 1000

/** A price of a product, with how often it was bought. */
export interface ProductPrice extends PriceColumns {
  id: number
  stripe_id: string
  /** When it was created in Stripe. */
  made_at: DateTime
  is_default_here: boolean
  is_default_at_stripe: boolean
  /** Among the newest `MOST_PURCHASES` of the product. */
  purchases: number
}

export interface ProductPrices {
  prices: ProductPrice[]
  /** Whether the product has older purchases that were not counted. */
  hasOlderPurchases: boolean
}

/**
 * The prices of a product, active ones first.
 */
export default class FindProductPrices {
  async handle(configurationId: number): Promise<ProductPrices> {
    const rows = await db
      .from('prices')
      .join('products', 'products.id', 'prices.product_id')
      .join('product_configurations', 'product_configurations.product_id', 'products.id')
      .where('product_configurations.id', configurationId)
      .select(
        'prices.*',
        'product_configurations.default_price_id',
        'products.default_price_stripe_id'
      )
      .orderBy('prices.active', 'desc')
      .orderBy('prices.id')
    const newest = await Purchase.query()
      .where('productConfigurationId', configurationId)
      .orderBy('id', 'desc')
      .limit(MOST_PURCHASES + 1)
      .select('id', 'priceSnapshot')
    const counts = countByPrice(newest.slice(0, MOST_PURCHASES))
    return {
      prices: rows.map((row) => ({
        ...row,
        made_at: madeAt(row.stripe_data),
        is_default_here: row.id === row.default_price_id,
        is_default_at_stripe: row.stripe_id === row.default_price_stripe_id,
        purchases: counts.get(row.stripe_id) ?? 0,
      })),
      hasOlderPurchases: newest.length > MOST_PURCHASES,
    }
  }
}

function madeAt(stripeData: unknown): DateTime {
  const { created } = json.consume(stripeData) as { created: number }
  return DateTime.fromSeconds(created, { zone: 'utc' })
}

function countByPrice(purchases: Purchase[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { priceSnapshot } of purchases) {
    counts.set(priceSnapshot.stripeId, (counts.get(priceSnapshot.stripeId) ?? 0) + 1)
  }
  return counts
}
