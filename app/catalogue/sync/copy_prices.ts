import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { compareCopies, type Comparison } from '#catalogue/sync/compare_copies'
import { followDefaultPrices, suggestDefaultPrices } from '#catalogue/sync/follow_default_prices'
import { recordDifferences } from '#catalogue/sync/record_differences'
import { priceColumns, productIdOf } from '#catalogue/sync/stripe_copies'
import { insertCopies, updateCopies } from '#catalogue/sync/write_copies'
import type { SyncPass } from '#catalogue/sync/sync_pass'
import { formatMoney } from '#shared/money'

/**
 * Copies prices that were read from Stripe. Writes only what differs, in one transaction. Their
 * products must have been copied before.
 */
export default class CopyPrices {
  /**
   * @returns the Stripe ids whose copies another writer changed meanwhile: they must be read again
   * @throws {Error} where a product has no copy
   */
  async handle(prices: Stripe.Price[], pass: SyncPass): Promise<string[]> {
    const comparison = await compareCopies('prices', prices)
    const stale = pass.report.dryRun ? [] : await this.#write(comparison, pass)

    recordDifferences(pass.report.prices, comparison, stale, (price) => ({
      stripeId: price.id,
      name: describePrice(price),
      productStripeId: productIdOf(price),
    }))
    return stale
  }

  async #write(
    { fresh, changed, unchanged }: Comparison<Stripe.Price>,
    pass: SyncPass
  ): Promise<string[]> {
    const differing = [...fresh, ...changed.map(({ object }) => object)]
    const stamped = pass.stampsUnchanged ? unchanged : []
    if (differing.length + stamped.length === 0) {
      return []
    }
    const productIds = await productIdsOf(differing)
    const affected = [...new Set(productIds.values())]
    const copyOf = (price: Stripe.Price) => ({
      stripeId: price.id,
      columns: priceColumns(price, requireProductId(productIds, price)),
    })

    return db.transaction(async (trx) => {
      if (differing.length > 0) {
        await raiseCatalogueVersion(trx)
      }
      const before = await suggestDefaultPrices(trx, affected)
      await insertCopies(trx, 'prices', fresh.map(copyOf), pass)
      const stale = await updateCopies(
        trx,
        'prices',
        [
          ...changed.map(({ object }) => copyOf(object)),
          ...stamped.map((price) => ({ stripeId: price.id, columns: {} })),
        ],
        pass
      )
      await followDefaultPrices(trx, affected, before)
      return stale
    })
  }
}

/**
 * The local ids of the products of these prices, by Stripe id. Products without a copy are left
 * out.
 */
export async function productIdsOf(prices: Stripe.Price[]): Promise<Map<string, number>> {
  const rows: { id: number; stripe_id: string }[] = await db
    .from('products')
    .select('id', 'stripe_id')
    .whereIn('stripe_id', [...new Set(prices.map(productIdOf))])
  return new Map(rows.map((row) => [row.stripe_id, row.id]))
}

function requireProductId(productIds: Map<string, number>, price: Stripe.Price): number {
  const id = productIds.get(productIdOf(price))
  if (id === undefined) {
    throw new Error(`The product ${productIdOf(price)} of price ${price.id} has no copy.`)
  }
  return id
}

/** For logs and the command line, never for buyers. */
export function describePrice(price: Stripe.Price): string {
  const amount =
    price.unit_amount === null
      ? `${price.unit_amount_decimal?.toString() ?? 'open amount'} ${price.currency}`
      : formatMoney(price.unit_amount, price.currency, 'en')
  const rhythm = price.recurring
    ? ` every ${price.recurring.interval_count} ${price.recurring.interval}`
    : ''
  const nickname = price.nickname ? `, ${price.nickname}` : ''
  return `${amount}${rhythm}${nickname}`
}
