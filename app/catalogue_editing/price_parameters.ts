import type Stripe from 'stripe'
import { priceText } from '#catalogue/prices/price_text'
import type { PriceTerms } from '#catalogue/prices/price_terms'

/**
 * The parameters of a new price in Stripe.
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

/** A Stripe price as text, for the audit. */
export function stripePriceText(price: Stripe.Price): string {
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

/** A new price as text, for the audit. */
export function priceTermsText(terms: PriceTerms): string {
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
