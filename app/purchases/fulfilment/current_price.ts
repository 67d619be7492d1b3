import type { CheckoutFacts } from '#stripe/payment_gateway'
import { boughtLine, furtherLines } from '#purchases/fulfilment/bought_lines'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'

/**
 * Stripe's id of the price that a purchase has now: that of the subscription, whose plan may have been
 * changed, also after it was cancelled; of a single payment the one that was paid. Further lines have
 * prices of their own.
 */
export function currentPrice(facts: CheckoutFacts, expected: ExpectedCheckout): string {
  const bought = boughtLine(facts.lineItems, expected)?.price?.id ?? expected.priceStripeId
  const further = furtherLines(facts, expected).map((line) => line.priceSnapshot.stripeId)
  const ids = (facts.subscription?.items.data ?? [])
    .map(({ price }) => price.id)
    .filter((id) => !further.includes(id))
    .toSorted()
  return ids.includes(bought) ? bought : (ids.at(0) ?? bought)
}
