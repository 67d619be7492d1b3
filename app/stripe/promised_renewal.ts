import type Stripe from 'stripe'

/**
 * Whether the amount of the next renewal may be promised in the currency of the subscription: as far as
 * is known, Stripe charges it at the end of the period. Not where the subscription ends by then, while
 * collection is paused beyond that, nor after a trial for which nobody left a way to pay; not where
 * Stripe may make an invoice before that, whose preview it then is; and not where Adaptive Pricing
 * charges the buyer in another currency, at the rate of that day.
 *
 * Source: https://docs.stripe.com/payments/currencies/localize-prices/adaptive-pricing,
 *   https://docs.stripe.com/api/subscriptions/object#subscription_object-pending_invoice_item_interval
 */
export function isRenewalPromised(
  subscription: Stripe.Subscription,
  session: Stripe.Checkout.Session
): boolean {
  const { status, pause_collection: pause, items, default_payment_method: method } = subscription
  const ends = items.data.map((item) => item.current_period_end)
  const isPaused =
    Boolean(pause) && !(pause!.resumes_at && ends.some((end) => pause!.resumes_at! <= end))
  const isPresented = Boolean(subscription.presentment_details ?? session.presentment_details)
  const isInvoicedBetween = Boolean(
    subscription.pending_invoice_item_interval ?? subscription.billing_thresholds
  )
  return (
    (status === 'active' || status === 'past_due' || (status === 'trialing' && method !== null)) &&
    ends.some((end) => !endsBy(subscription, end)) &&
    !isPaused &&
    !isInvoicedBetween &&
    !isPresented
  )
}

function endsBy(subscription: Stripe.Subscription, periodEnd: number): boolean {
  const { cancel_at: at, cancel_at_period_end: atPeriodEnd } = subscription
  return at === null ? atPeriodEnd : at <= periodEnd
}
