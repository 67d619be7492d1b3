import Stripe from 'stripe'
import env from '#start/env'

const base = new URL(env.get('STRIPE_API_BASE', ''))

/** Stripe's own package, for changes in Stripe that bypass the store. */
export const stripe = stripeWithKey(env.get('STRIPE_SECRET_KEY', 'sk_test_kiosk'))

/** Stripe's own package with another key. */
export function stripeWithKey(key: string): Stripe {
  return new Stripe(key, {
    protocol: base.protocol === 'http:' ? 'http' : 'https',
    host: base.hostname,
    port: base.port,
    maxNetworkRetries: 0,
  })
}

/** Every price that Stripe lists, active or archived, newest first. */
export async function listPrices(params: Stripe.PriceListParams = {}): Promise<Stripe.Price[]> {
  const lists = await Promise.all(
    [true, false].map((active) => stripe.prices.list({ limit: 100, ...params, active }))
  )
  return lists.flatMap(({ data }) => data).toSorted((one, other) => other.created - one.created)
}
