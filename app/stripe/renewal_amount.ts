import type Stripe from 'stripe'
import { safeAmount } from '#stripe/stripe_objects'

/**
 * Whether Stripe will charge the subscription at the end of its period, as far as is known. Not while
 * collection is paused beyond that, nor after a trial for which nobody left a way to pay.
 */
export function renewsByItself(subscription: Stripe.Subscription): boolean {
  const { status, pause_collection: pause, items, default_payment_method: method } = subscription
  const ends = items.data.map((item) => item.current_period_end)
  const isPaused =
    Boolean(pause) && !(pause!.resumes_at && ends.some((end) => pause!.resumes_at! <= end))
  return (
    (status === 'active' || status === 'past_due' || (status === 'trialing' && method !== null)) &&
    !isPaused
  )
}

/**
 * What the next renewal costs by the prices alone, in minor units of the subscription's currency; null
 * where something may change it: a discount, a tax, a schedule, a change of plan since the purchase that
 * may be prorated, or a price in its other currency. Then only Stripe's preview of the invoice knows.
 *
 * @param bought the line items of the checkout
 */
export function listRenewalAmount(
  subscription: Stripe.Subscription,
  bought: Stripe.LineItem[]
): number | null {
  const { items, currency } = subscription
  const isPlain =
    !subscription.discounts?.length &&
    !subscription.schedule &&
    !subscription.pending_update &&
    !subscription.default_tax_rates?.length &&
    !subscription.automatic_tax?.enabled &&
    items.data.every(
      (item) =>
        !item.discounts?.length &&
        !item.tax_rates?.length &&
        (currency === undefined || item.price.currency === currency) &&
        bought.some((line) => line.price?.id === item.price.id && line.quantity === item.quantity)
    )
  return isPlain ? sumOf(items.data) : null
}

/** Null without items, or where an amount is not known in advance. */
function sumOf(items: Stripe.SubscriptionItem[]): number | null {
  const amounts = items.map(({ price, quantity = 1 }) =>
    price.unit_amount === null ? null : price.unit_amount * quantity
  )
  const known = amounts.filter((amount) => amount !== null)
  return known.length === 0 || known.length < amounts.length
    ? null
    : safeAmount(known.reduce((sum, amount) => sum + amount, 0))
}
