import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type { Standing } from '#catalogue/product_standing'
import { readTime } from '#database/columns'
import ListCurrentFiles, { type FilesPage } from '#catalogue/files/list_current_files'
import {
  mainPrice,
  readCardPrices,
  readSellablePrices,
  type SellablePrice,
} from '#catalogue/prices/sellable_prices'
import { productsOnSale, readStanding, STANDING_COLUMNS } from '#catalogue/standing_in_sql'

/** Everything that a product page shows. */
export interface StoreProduct {
  configurationId: number
  productId: number
  /** Stripe's id of the product. */
  productStripeId: string
  slug: string
  name: string
  overview: string
  /** Markdown. */
  content: string
  coverKey: string | null
  standing: Standing
  /** Null where the sale has no beginning, or no end. */
  availableFrom: DateTime | null
  availableUntil: DateTime | null
  mayBuyAgain: boolean
  /** The seller's own button labels, for buying and for opening it; null for the store's. */
  ctaText: string | null
  ctaOwnedText: string | null
  /** Null where no price is sellable. */
  mainPrice: SellablePrice | null
  /** A page of them, cheapest first. */
  prices: SellablePrice[]
  pricesPage: number
  hasMorePrices: boolean
  /** The first page of them. */
  files: FilesPage
}

export type FindStoreProductOutcome =
  | { type: 'found'; product: StoreProduct }
  /** The slug belonged to this product earlier; `slug` is its current one. */
  | { type: 'moved'; slug: string }
  | { type: 'missing' }

/** Prices on a page of a product. */
const PRICES_PER_PAGE = 50

/**
 * The product with a slug, whether it is shown or not: the caller decides who may see it. At most
 * four queries, in plain rows.
 */
export default class FindStoreProduct {
  /** @param pricesPage starts at 1 */
  async handle(
    slug: string,
    { now = DateTime.utc(), pricesPage = 1 } = {}
  ): Promise<FindStoreProductOutcome> {
    const row = await productsOnSale()
      .where('product_configurations.slug', slug)
      .select(COLUMNS)
      .first()
    if (!row) {
      return this.#findMoved(slug)
    }

    const found = await readSellablePrices(
      db
        .from('prices')
        .where('prices.product_id', row.product_id)
        .offset((pricesPage - 1) * PRICES_PER_PAGE)
        .limit(PRICES_PER_PAGE + 1)
    )
    const prices = found.slice(0, PRICES_PER_PAGE)
    const isComplete = pricesPage === 1 && found.length === prices.length
    const files = await new ListCurrentFiles().handle([row.id])
    return {
      type: 'found',
      product: {
        configurationId: row.id,
        productId: row.product_id,
        productStripeId: row.product_stripe_id,
        slug: row.slug,
        name: row.name_override ?? row.name,
        overview: row.overview ?? row.description ?? '',
        content: row.content ?? '',
        coverKey: row.cover_key,
        standing: readStanding(row, now),
        availableFrom: row.available_from && readTime(row.available_from),
        availableUntil: row.available_until && readTime(row.available_until),
        mayBuyAgain: Boolean(row.may_buy_again),
        ctaText: row.cta_text,
        ctaOwnedText: row.cta_owned_text,
        mainPrice: mainPrice(isComplete ? prices : await readMainPrices(row), {
          defaultPriceId: row.default_price_id,
          defaultPriceStripeId: row.default_price_stripe_id,
        }),
        prices,
        pricesPage,
        hasMorePrices: found.length > prices.length,
        files: files.get(row.id)!,
      },
    }
  }

  async #findMoved(slug: string): Promise<FindStoreProductOutcome> {
    const present = await db
      .from('product_slugs')
      .join(
        'product_configurations',
        'product_configurations.id',
        'product_slugs.product_configuration_id'
      )
      .where('product_slugs.slug', slug)
      .select('product_configurations.slug')
      .first()
    return present ? { type: 'moved', slug: present.slug } : { type: 'missing' }
  }
}

/** The default price and the cheapest one, for a product whose prices were not all read. */
function readMainPrices(row: Record<string, any>): Promise<SellablePrice[]> {
  return readCardPrices([row.product_id], {
    ids: row.default_price_id ? [row.default_price_id] : [],
    stripeIds: row.default_price_stripe_id ? [row.default_price_stripe_id] : [],
  })
}

const COLUMNS = [
  ...STANDING_COLUMNS,
  'product_configurations.id',
  'product_configurations.product_id',
  'product_configurations.slug',
  'product_configurations.name_override',
  'product_configurations.overview',
  'product_configurations.content',
  'product_configurations.cover_key',
  'product_configurations.may_buy_again',
  'product_configurations.cta_text',
  'product_configurations.cta_owned_text',
  'product_configurations.default_price_id',
  'products.name',
  'products.stripe_id as product_stripe_id',
  'products.description',
  'products.default_price_stripe_id',
]
