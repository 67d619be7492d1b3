import type { CheckoutFacts } from '#stripe/payment_gateway'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'

/**
 * Stripe's id of the price that a purchase has now: that of the subscription, whose plan may have been
 * changed, also after it was cancelled; of a single payment the one that was paid.
 */
export function currentPrice(
  { subscription, lineItems }: CheckoutFacts,
  { priceStripeId }: Pick<ExpectedCheckout, 'priceStripeId'>
): string {
  const lines = subscription ? subscription.items.data : lineItems
  const ids = lines.flatMap(({ price }) => (price ? [price.id] : []))
  return ids.includes(priceStripeId) ? priceStripeId : (ids.at(0) ?? priceStripeId)
}
