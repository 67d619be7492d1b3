import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import { json } from '#database/columns'

/**
 * A price that a visitor may choose, as a plain row. Amounts are in minor units; `unitAmount` is
 * null where the buyer names the amount.
 */
export interface SellablePrice {
  id: number
  stripeId: string
  productId: number
  currency: string
  unitAmount: number | null
  interval: string | null
  intervalCount: number | null
  customUnitAmount: { minimum?: number | null } | null
  nickname: string | null
}

const COLUMNS = [
  'prices.id',
  'prices.stripe_id',
  'prices.product_id',
  'prices.currency',
  'prices.unit_amount',
  'prices.interval',
  'prices.interval_count',
  'prices.custom_unit_amount',
  'prices.nickname',
]

/**
 * A price is sellable if it is active in Stripe and of a kind that Checkout sells; see
 * `unsellableReason`.
 */
const SELLABLE = `prices.active = true and prices.gone_at is null
  and prices.unsellable_reason is null`

/** SQL: whether the product of a configuration has a sellable price. */
export const HAS_PRICE = `exists (select 1 from prices
  where prices.product_id = product_configurations.product_id and ${SELLABLE})`

/**
 * The sellable prices among a query of `prices`, by currency, cheapest first.
 */
export async function readSellablePrices(
  query: DatabaseQueryBuilderContract<any>
): Promise<SellablePrice[]> {
  const rows = await query
    .whereRaw(SELLABLE)
    .select(COLUMNS)
    .orderBy('prices.currency')
    .orderBy('prices.unit_amount')
    .orderBy('prices.id')
  return rows.map(readRow)
}

/**
 * What cards show of the prices of products: of each currency the cheapest and the dearest, and those
 * with these ids, by currency, cheapest first. One query, with few rows for any number of prices.
 */
export async function readCardPrices(
  productIds: number[],
  chosen: { ids: number[]; stripeIds: string[] }
): Promise<SellablePrice[]> {
  const place = (direction: 'asc' | 'desc') =>
    db.rawQuery(
      `row_number() over (partition by prices.product_id, prices.currency
        order by prices.unit_amount ${direction}, prices.id ${direction}) as ${direction}_place`
    )
  const ranked = db
    .from('prices')
    .whereIn('prices.product_id', productIds)
    .whereRaw(SELLABLE)
    .select(COLUMNS)
    .select(place('asc'), place('desc'))
  const rows = await db
    .from(ranked.as('ranked'))
    .where('asc_place', '<=', CHEAPEST_ON_CARD)
    .orWhere('desc_place', 1)
    .orWhereIn('id', chosen.ids)
    .orWhereIn('stripe_id', chosen.stripeIds)
    .orderBy('currency')
    .orderBy('unit_amount')
    .orderBy('id')
  return rows.map(readRow)
}

/** Prices of one currency that a card reads, to tell whether they differ. */
const CHEAPEST_ON_CARD = 10

/**
 * A sellable price of a product by its id in Stripe; null where it has none with it.
 */
export async function findSellablePrice(
  productId: number,
  stripeId: string
): Promise<SellablePrice | null> {
  const [price] = await readSellablePrices(
    db.from('prices').where('prices.product_id', productId).where('prices.stripe_id', stripeId)
  )
  return price ?? null
}

function readRow(row: Record<string, any>): SellablePrice {
  return {
    id: row.id,
    stripeId: row.stripe_id,
    productId: row.product_id,
    currency: row.currency,
    unitAmount: row.unit_amount,
    interval: row.interval,
    intervalCount: row.interval_count,
    customUnitAmount: json.consume(row.custom_unit_amount),
    nickname: row.nickname,
  }
}

/**
 * The price that a product is shown with: the one chosen here, else Stripe's default, else the
 * cheapest of the first currency.
 * @returns null where there is no sellable price
 */
export function mainPrice(
  prices: SellablePrice[],
  chosen: { defaultPriceId: number | null; defaultPriceStripeId: string | null }
): SellablePrice | null {
  return (
    prices.find((price) => price.id === chosen.defaultPriceId) ??
    prices.find((price) => price.stripeId === chosen.defaultPriceStripeId) ??
    prices[0] ??
    null
  )
}
