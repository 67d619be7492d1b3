import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { PriceColumns } from '#catalogue/prices/price_text'
import type { UnsellableReason } from '#catalogue/prices/unsellable_reason'
import { json } from '#database/columns'

/** How many purchases of a product are counted, newest first. */
const MOST_PURCHASES = 1000

/** A price of a product, with how often it was bought. */
export interface ProductPrice extends PriceColumns {
  id: number
  stripe_id: string
  unsellable_reason: UnsellableReason | null
  /** When it was created in Stripe. */
  made_at: DateTime
  is_default_here: boolean
  is_default_at_stripe: boolean
  /** Among the newest `MOST_PURCHASES` of the product. */
  purchases: number
}

export interface ProductPricesPage {
  prices: ProductPrice[]
  page: number
  hasMore: boolean
  /** Whether the product has older purchases that were not counted. */
  hasOlderPurchases: boolean
}

const PRICES_PER_PAGE = 50

/**
 * A page of the prices of a product, active ones first.
 */
export default class FindProductPrices {
  /** @param page starts at 1 */
  async handle(configurationId: number, page: number): Promise<ProductPricesPage> {
    const rows = await pricesOf(configurationId)
      .orderBy('prices.active', 'desc')
      .orderBy('prices.id')
      .offset((page - 1) * PRICES_PER_PAGE)
      .limit(PRICES_PER_PAGE + 1)
    const counts = await countPurchases(configurationId)
    return {
      prices: rows.slice(0, PRICES_PER_PAGE).map((row) => readPrice(row, counts)),
      page,
      hasMore: rows.length > PRICES_PER_PAGE,
      hasOlderPurchases: await hasOlderPurchases(configurationId),
    }
  }

  /** One price of a product; null where the product has no such price. */
  async find(configurationId: number, priceId: number): Promise<ProductPrice | null> {
    const row = await pricesOf(configurationId).where('prices.id', priceId).first()
    return row ? readPrice(row, new Map()) : null
  }
}

function pricesOf(configurationId: number) {
  return db
    .from('prices')
    .join('products', 'products.id', 'prices.product_id')
    .join('product_configurations', 'product_configurations.product_id', 'products.id')
    .where('product_configurations.id', configurationId)
    .select(
      'prices.*',
      'product_configurations.default_price_id',
      'products.default_price_stripe_id'
    )
}

function readPrice(row: Record<string, any>, counts: Map<string, number>): ProductPrice {
  return {
    ...(row as PriceColumns & Pick<ProductPrice, 'id' | 'stripe_id' | 'unsellable_reason'>),
    made_at: madeAt(row.stripe_data),
    is_default_here: row.id === row.default_price_id,
    is_default_at_stripe: row.stripe_id === row.default_price_stripe_id,
    purchases: counts.get(row.stripe_id) ?? 0,
  }
}

function madeAt(stripeData: unknown): DateTime {
  const { created } = json.consume(stripeData) as { created: number }
  return DateTime.fromSeconds(created, { zone: 'utc' })
}

/** How often each price was bought, by its id in Stripe. */
async function countPurchases(configurationId: number): Promise<Map<string, number>> {
  const isPostgres = db.connection().dialect.name === 'postgres'
  const priceId = isPostgres
    ? "price_snapshot->>'stripeId'"
    : "json_extract(price_snapshot, '$.stripeId')"
  const newest = purchasesOf(configurationId)
    .select(db.rawQuery(`${priceId} as price`))
    .limit(MOST_PURCHASES)
  const rows: { price: string; times: number }[] = await db
    .from(newest.as('newest'))
    .groupBy('price')
    .select('price')
    .count('* as times')
  return new Map(rows.map(({ price, times }) => [price, Number(times)]))
}

async function hasOlderPurchases(configurationId: number): Promise<boolean> {
  return (
    (await purchasesOf(configurationId).select('id').offset(MOST_PURCHASES).limit(1)).length > 0
  )
}

function purchasesOf(configurationId: number) {
  return db
    .from('purchases')
    .where('product_configuration_id', configurationId)
    .orderBy('id', 'desc')
}
