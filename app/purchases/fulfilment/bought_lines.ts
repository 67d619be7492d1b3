import type Stripe from 'stripe'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'
import type { PriceSnapshot } from '#models/purchase'
import { idOf, withReadableTexts } from '#stripe/stripe_objects'
import { readableText } from '#shared/readable_text'

/** A line of a checkout beside the product that was asked for. */
export interface FurtherLineState {
  lineItemStripeId: string
  productStripeId: string | null
  /** The product's name at Stripe at the time of payment. */
  name: string
  priceSnapshot: PriceSnapshot
  isRecurring: boolean
  quantity: number
  currency: string
  /** Minor units of `currency`, after discounts and with tax. */
  amount: number
}

/**
 * The line of the product that was asked for: with the price that was asked for, else with another
 * price of it, which a merchant may offer at Checkout. Null where there is none.
 *
 * Source: https://docs.stripe.com/payments/checkout/upsells
 */
export function boughtLine(
  lineItems: Stripe.LineItem[],
  { priceStripeId, productStripeId }: ExpectedCheckout
): Stripe.LineItem | null {
  return (
    lineItems.find(({ price }) => price?.id === priceStripeId) ??
    lineItems.find(({ price }) => price && idOf(price.product) === productStripeId) ??
    null
  )
}

/**
 * The other lines, which a merchant may offer at Checkout.
 *
 * Source: https://docs.stripe.com/payments/checkout/cross-sells
 */
export function furtherLines(
  { session, lineItems }: CheckoutFacts,
  expected: ExpectedCheckout
): FurtherLineState[] {
  const bought = boughtLine(lineItems, expected)
  return lineItems
    .filter((line) => line !== bought)
    .map((line) => ({
      lineItemStripeId: line.id,
      productStripeId: line.price ? idOf(line.price.product) : null,
      name: readableText(line.description ?? line.price?.id ?? line.id),
      priceSnapshot: priceSnapshot(line.price, session.currency ?? expected.currency),
      isRecurring: line.price?.recurring !== null && line.price?.recurring !== undefined,
      quantity: line.quantity ?? 1,
      currency: session.currency ?? expected.currency,
      amount: line.amount_total,
    }))
}

/**
 * The price that was paid, in the currency that was charged; null where it is the one that was asked
 * for, whose copy says the same.
 */
export function boughtPrice(
  { session, lineItems }: CheckoutFacts,
  expected: ExpectedCheckout
): PriceSnapshot | null {
  const price = boughtLine(lineItems, expected)?.price
  const currency = session.currency ?? expected.currency
  return !price || (price.id === expected.priceStripeId && currency === expected.currency)
    ? null
    : priceSnapshot(price, currency)
}

/**
 * The amount of one unit in a currency, by what Stripe says of the price now.
 * @returns minor units; null where the buyer or a tier sets it; undefined where the price does not
 * have the currency
 */
export function unitAmountIn(price: Stripe.Price, currency: string): number | null | undefined {
  if (price.currency === currency) {
    return price.unit_amount
  }
  return price.currency_options?.[currency]?.unit_amount
}

/** A price as a purchase keeps it, in the currency that was charged. */
export function priceSnapshot(price: Stripe.Price | null, currency: string): PriceSnapshot {
  return {
    stripeId: price?.id ?? '',
    currency,
    unitAmount: price ? (unitAmountIn(price, currency) ?? null) : null,
    interval: price?.recurring?.interval ?? null,
    intervalCount: price?.recurring?.interval_count ?? null,
    nickname: price ? withReadableTexts(price).nickname || null : null,
  }
}
