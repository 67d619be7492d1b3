import type Stripe from 'stripe'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'
import { boughtLine, type SoldProduct } from '#purchases/fulfilment/sold_products'
import type { PriceSnapshot } from '#models/purchase'
import { withReadableTexts } from '#stripe/stripe_objects'

/**
 * The price that was paid for a product, in the currency that was charged, with other prices of it that
 * were paid beside it; null where it is the one that was asked for alone, whose copy says the same.
 */
export function boughtPrice(
  product: SoldProduct,
  { currency: charged }: Pick<Stripe.Checkout.Session, 'currency'>,
  expected: ExpectedCheckout
): PriceSnapshot | null {
  const price = boughtLine(product)?.price
  const currency = charged ?? expected.currency
  const others = product.lines.slice(1)
  if (!price || (isAsAsked(product, price, currency, expected) && others.length === 0)) {
    return null
  }
  return {
    ...priceSnapshot(price, currency),
    ...(others.length === 0
      ? {}
      : {
          others: others.map((line) => ({
            ...priceSnapshot(line.price, currency),
            quantity: line.quantity ?? 1,
          })),
        }),
  }
}

function isAsAsked(
  product: SoldProduct,
  price: Stripe.Price,
  currency: string,
  expected: ExpectedCheckout
): boolean {
  return price.id === product.expected?.priceStripeId && currency === expected.currency
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
