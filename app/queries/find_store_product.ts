import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import ListCurrentFiles, { type CurrentFile } from '#queries/list_current_files'
import { mainPrice, readSellablePrices, type SellablePrice } from '#queries/sellable_prices'
import { productsOnSale, whereShown } from '#queries/shop_window'

/** All that the page of a product shows. */
export interface StoreProduct {
  configurationId: number
  slug: string
  name: string
  overview: string
  /** Markdown. */
  content: string
  coverKey: string | null
  isListed: boolean
  /** Whether buyers see it; staff see it anyway. */
  isShown: boolean
  mayBuyAgain: boolean
  /** Null where it has no price that could be paid. */
  mainPrice: SellablePrice | null
  prices: SellablePrice[]
  files: CurrentFile[]
}

export type FindStoreProductOutcome =
  | { type: 'found'; product: StoreProduct }
  /** The slug was this product's once. */
  | { type: 'moved'; slug: string }
  | { type: 'missing' }

/**
 * The product with a slug, whether it is shown or not: who may see it is the caller's to decide.
 * Four queries, in plain rows.
 */
export default class FindStoreProduct {
  async handle(slug: string, now = DateTime.utc()): Promise<FindStoreProductOutcome> {
    const row = await productsOnSale()
      .where('product_configurations.slug', slug)
      .select(COLUMNS)
      .first()
    if (!row) {
      return this.#findMoved(slug)
    }

    const prices = await readSellablePrices(
      db.from('prices').where('prices.product_id', row.product_id)
    )
    const files = await new ListCurrentFiles().handle([row.id])
    return {
      type: 'found',
      product: {
        configurationId: row.id,
        slug: row.slug,
        name: row.name_override ?? row.name,
        overview: row.overview ?? row.description ?? '',
        content: row.content ?? '',
        coverKey: row.cover_key,
        isListed: Boolean(row.is_listed),
        isShown: await isShown(row.id, now),
        mayBuyAgain: Boolean(row.may_buy_again),
        mainPrice: mainPrice(prices, {
          defaultPriceId: row.default_price_id,
          defaultPriceStripeId: row.default_price_stripe_id,
        }),
        prices,
        files: files.get(row.id) ?? [],
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

const COLUMNS = [
  'product_configurations.id',
  'product_configurations.product_id',
  'product_configurations.slug',
  'product_configurations.name_override',
  'product_configurations.overview',
  'product_configurations.content',
  'product_configurations.cover_key',
  'product_configurations.is_listed',
  'product_configurations.may_buy_again',
  'product_configurations.default_price_id',
  'products.name',
  'products.description',
  'products.default_price_stripe_id',
]

async function isShown(configurationId: number, now: DateTime): Promise<boolean> {
  const shown = await whereShown(productsOnSale(), now)
    .where('product_configurations.id', configurationId)
    .select('product_configurations.id')
    .first()
  return shown !== null && shown !== undefined
}
