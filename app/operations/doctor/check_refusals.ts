import db from '@adonisjs/lucid/services/db'
import { readTime } from '#database/columns'
import { bad, type Finding, odd } from '#operations/doctor/findings'
import { refusalText } from '#stripe/refusal_text'
import { unsellableText, type UnsellableReason } from '#catalogue/prices/unsellable_reason'

/** Most prices that are named. */
const MOST = 3

/**
 * What Stripe has refused and has not worked since, and prices that are not on sale.
 */
export async function checkRefusals(): Promise<Finding[]> {
  const rows = await db
    .from('stripe_refusals')
    .where((current) => {
      current
        .whereNull('price_stripe_id')
        .orWhereExists(
          db
            .from('prices')
            .select(db.rawQuery('1'))
            .whereColumn('prices.stripe_id', 'stripe_refusals.price_stripe_id')
            .where('prices.active', true)
            .whereNull('prices.gone_at')
        )
    })
    .orderBy('id')
  const refusals = rows.map((row) => {
    const { problem, fix } = refusalText(row.cause, row.message)
    return bad(
      'Refused',
      `${row.label}, ${readTime(row.last_refused_at).toRelative()}: ${problem}`,
      fix
    )
  })
  return [...refusals, ...(await unsellablePrices())]
}

async function unsellablePrices(): Promise<Finding[]> {
  const prices: { stripe_id: string; unsellable_reason: UnsellableReason }[] = await db
    .from('prices')
    .join('products', 'products.id', 'prices.product_id')
    .where('prices.active', true)
    .where('products.active', true)
    .whereNull('prices.gone_at')
    .whereNotNull('prices.unsellable_reason')
    .select('prices.stripe_id', 'prices.unsellable_reason')
    .orderBy('prices.id')
  if (prices.length === 0) {
    return []
  }
  const named = prices
    .slice(0, MOST)
    .map((price) => `${price.stripe_id}: ${unsellableText(price.unsellable_reason)}`)
  const more = prices.length - named.length
  const text = `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
  return [odd('Prices', `Not on sale: ${text}`, 'Create another price, or archive these')]
}
