import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'

/** The id of the price that Stripe suggests as default, by product id. */
export type SuggestedPrices = Map<number, number | null>

interface PriceRow {
  id: number
  stripe_id: string
  product_id: number
}

/**
 * The price that Stripe suggests for a product: its default price, else the only active one, else
 * null.
 */
export async function suggestDefaultPrices(
  trx: TransactionClientContract,
  productIds: number[]
): Promise<SuggestedPrices> {
  const products: { id: number; default_price_stripe_id: string | null }[] = await trx
    .from('products')
    .select('id', 'default_price_stripe_id')
    .whereIn('id', productIds)
  const prices: PriceRow[] = await trx
    .from('prices')
    .select('id', 'stripe_id', 'product_id')
    .whereIn('product_id', productIds)
    .where('active', true)
    .whereNull('gone_at')

  const byProduct = Map.groupBy(prices, (price) => price.product_id)
  return new Map(
    products.map((product) => {
      const active = byProduct.get(product.id) ?? []
      const named = active.find((price) => price.stripe_id === product.default_price_stripe_id)
      const only = active.length === 1 ? active[0] : undefined
      return [product.id, named?.id ?? only?.id ?? null]
    })
  )
}

/**
 * Updates each configuration whose default price is still the one that Stripe suggested before to
 * the one it suggests now. A price that staff chose differently stays.
 *
 * Call it in the transaction of the change, with the suggestions from before the change.
 */
export async function followDefaultPrices(
  trx: TransactionClientContract,
  productIds: number[],
  before: SuggestedPrices
): Promise<void> {
  const after = await suggestDefaultPrices(trx, productIds)
  const configurations: { id: number; product_id: number; default_price_id: number | null }[] =
    await trx
      .from('product_configurations')
      .select('id', 'product_id', 'default_price_id')
      .whereIn('product_id', productIds)

  for (const { id, product_id: productId, default_price_id: current } of configurations) {
    const suggested = after.get(productId) ?? null
    if (current === (before.get(productId) ?? null) && current !== suggested) {
      const untouched = trx.from('product_configurations').where('id', id)
      await (
        current === null
          ? untouched.whereNull('default_price_id')
          : untouched.where('default_price_id', current)
      ).update({
        default_price_id: suggested,
        lock_version: trx.raw('lock_version + 1'),
        updated_at: databaseTime(DateTime.utc()),
      })
    }
  }
}
