import type Stripe from 'stripe'
import { priceText } from '#catalogue/prices/price_text'
import type { PriceTerms } from '#catalogue/prices/price_terms'

/**
 * What Stripe is asked for to make a price.
 *
 * Source: https://docs.stripe.com/api/prices/create
 */
export function priceParameters(
  terms: PriceTerms,
  productStripeId: string
): Stripe.PriceCreateParams & { product: string } {
  return {
    product: productStripeId,
    currency: terms.currency,
    unit_amount: terms.amount,
    ...(terms.interval === null
      ? {}
      : { recurring: { interval: terms.interval, interval_count: terms.intervalCount } }),
    ...(terms.nickname === null ? {} : { nickname: terms.nickname }),
  }
}

/** A price of Stripe's, for the audit. */
export function wordsOf(price: Stripe.Price): string {
  return priceText({
    unit_amount: price.unit_amount,
    currency: price.currency,
    interval: price.recurring?.interval ?? null,
    interval_count: price.recurring?.interval_count ?? null,
    nickname: price.nickname,
    active: true,
    gone_at: null,
  })
}

/** A price that is to be made, for the audit. */
export function wordsOfTerms(terms: PriceTerms): string {
  return priceText({
    unit_amount: terms.amount,
    currency: terms.currency,
    interval: terms.interval,
    interval_count: terms.intervalCount,
    nickname: terms.nickname,
    active: true,
    gone_at: null,
  })
}
