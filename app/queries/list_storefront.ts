import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { mainPrice, readSellablePrices, type SellablePrice } from '#queries/sellable_prices'
import { productsOnSale, whereListed } from '#queries/shop_window'

export interface ListStorefrontInput {
  /** What the visitor searches for; empty for everything. */
  search: string
  /** From 1. */
  page: number
  perPage: number
  now?: DateTime
}

/** A product in the shop window. */
export interface StorefrontProduct {
  configurationId: number
  slug: string
  name: string
  overview: string
  coverKey: string | null
  mainPrice: SellablePrice
  prices: SellablePrice[]
}

export interface StorefrontPage {
  products: StorefrontProduct[]
  /** Of all pages together; 0 also where the page lies beyond the last. */
  total: number
  pages: number
}

/** Characters of the text on a card; the rest is on the product's page. */
const OVERVIEW_LENGTH = 240

interface StorefrontRow {
  id: number
  product_id: number
  slug: string
  name: string
  overview: string
  cover_key: string | null
  default_price_id: number | null
  default_price_stripe_id: string | null
  total: number
}

/**
 * A page of the shop window. Two queries however many products there are, in plain rows: this is
 * the most visited page of all.
 */
export default class ListStorefront {
  async handle({ search, page, perPage, now }: ListStorefrontInput): Promise<StorefrontPage> {
    const rows: StorefrontRow[] = await whereMatches(
      whereListed(productsOnSale(), now ?? DateTime.utc()),
      search
    )
      .select(COLUMNS)
      .select(
        db.rawQuery(
          'substr(coalesce(product_configurations.overview, products.description, ?), 1, ?) as overview',
          ['', OVERVIEW_LENGTH]
        ),
        db.rawQuery('count(*) over() as total')
      )
      .orderBy('product_configurations.position')
      .orderBy('product_configurations.id')
      .limit(perPage)
      .offset((page - 1) * perPage)

    const prices = await pricesByProduct(rows.map((row) => row.product_id))
    const total = rows.length === 0 ? 0 : Number(rows[0].total)

    return {
      products: rows.flatMap((row) => readProduct(row, prices.get(row.product_id) ?? [])),
      total,
      pages: Math.ceil(total / perPage),
    }
  }
}

const COLUMNS = [
  'product_configurations.id',
  'product_configurations.product_id',
  'product_configurations.slug',
  'product_configurations.cover_key',
  'product_configurations.default_price_id',
  'products.default_price_stripe_id',
  db.rawQuery('coalesce(product_configurations.name_override, products.name) as name'),
]

const SEARCHED = [
  'product_configurations.name_override',
  'products.name',
  'product_configurations.overview',
  'products.description',
]

/** A product matches when each word of the search is somewhere in its texts. */
function whereMatches<Query extends DatabaseQueryBuilderContract<any>>(
  query: Query,
  search: string
): Query {
  const like = db.connection().dialect.name === 'postgres' ? 'ilike' : 'like'
  for (const word of search.split(/\s+/).filter(Boolean)) {
    query.where((matches) => {
      for (const pattern of patternsFor(word)) {
        SEARCHED.forEach((column) =>
          matches.orWhereRaw(`?? ${like} ? escape '!'`, [column, pattern])
        )
      }
    })
  }
  return query
}

/**
 * SQLite compares only the letters A to Z without regard to case, so a word is looked for in the ways
 * it is usually written.
 */
function patternsFor(word: string): Set<string> {
  const lower = word.toLowerCase()
  const writings = [word, lower, word.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)]
  return new Set(writings.map((writing) => `%${writing.replace(/[%_!]/g, '!$&')}%`))
}

async function pricesByProduct(productIds: number[]): Promise<Map<number, SellablePrice[]>> {
  if (productIds.length === 0) {
    return new Map()
  }
  const prices = await readSellablePrices(
    db.from('prices').whereIn('prices.product_id', productIds)
  )
  return Map.groupBy(prices, (price) => price.productId)
}

/** Nothing where the last price went between the two queries. */
function readProduct(row: StorefrontRow, prices: SellablePrice[]): StorefrontProduct[] {
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
      mainPrice: main,
      prices,
    },
  ]
}
