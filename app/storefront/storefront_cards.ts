import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import { mainPrice, readCardPrices, type SellablePrice } from '#catalogue/prices/sellable_prices'

/** A product on a card. */
export interface StorefrontProduct {
  configurationId: number
  slug: string
  name: string
  overview: string
  coverKey: string | null
  /** The seller's own label of the buy button; null for the store's. */
  ctaText: string | null
  mainPrice: SellablePrice
  /** Those that its label is made from. */
  prices: SellablePrice[]
}

/** A row as `selectCards` reads it. */
export interface StorefrontRow {
  id: number
  product_id: number
  slug: string
  name: string
  overview: string
  cover_key: string | null
  cta_text: string | null
  default_price_id: number | null
  default_price_stripe_id: string | null
}

/** The longest text on a card, in characters; the rest is on the product's page. */
const OVERVIEW_LENGTH = 240

/**
 * Selects the columns of cards from configurations joined with their products.
 */
export function selectCards<Query extends DatabaseQueryBuilderContract<any>>(query: Query) {
  return query.select(
    'product_configurations.id',
    'product_configurations.product_id',
    'product_configurations.slug',
    'product_configurations.cover_key',
    'product_configurations.cta_text',
    'product_configurations.default_price_id',
    'products.default_price_stripe_id',
    db.rawQuery('coalesce(product_configurations.name_override, products.name) as name'),
    db.rawQuery(
      'substr(coalesce(product_configurations.overview, products.description, ?), 1, ?) as overview',
      ['', OVERVIEW_LENGTH]
    )
  )
}

/**
 * The products of these rows, in their order, with their prices. One query for any number of rows.
 */
export async function readCards(rows: StorefrontRow[]): Promise<StorefrontProduct[]> {
  const prices = await pricesByProduct(rows)
  return rows.flatMap((row) => readCard(row, prices.get(row.product_id) ?? []))
}

async function pricesByProduct(rows: StorefrontRow[]): Promise<Map<number, SellablePrice[]>> {
  if (rows.length === 0) {
    return new Map()
  }
  const prices = await readCardPrices(
    rows.map((row) => row.product_id),
    {
      ids: rows.flatMap((row) => row.default_price_id ?? []),
      stripeIds: rows.flatMap((row) => row.default_price_stripe_id ?? []),
    }
  )
  return Map.groupBy(prices, (price) => price.productId)
}

/** Empty where the last sellable price disappeared between the two queries. */
function readCard(row: StorefrontRow, prices: SellablePrice[]): StorefrontProduct[] {
  const main = mainPrice(prices, {
    defaultPriceId: row.default_price_id,
    defaultPriceStripeId: row.default_price_stripe_id,
  })
  if (main === null) {
    return []
  }
  return [
    {
      configurationId: row.id,
      slug: row.slug,
      name: row.name,
      overview: row.overview,
      coverKey: row.cover_key,
      ctaText: row.cta_text,
      mainPrice: main,
      prices,
    },
  ]
}
