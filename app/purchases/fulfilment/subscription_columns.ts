import type { DateTime } from 'luxon'
import type Stripe from 'stripe'
import { endsWithPeriod } from '#access/access_rules'
import type { DividedPayment } from '#purchases/fulfilment/divide_payments'
import type { SoldProduct } from '#purchases/fulfilment/sold_products'
import { moment, momentOrNull } from '#purchases/fulfilment/stripe_moment'
import type { CheckoutFacts } from '#stripe/payment_gateway'

/** The columns of a purchase that follow its subscription. All null for a one-time purchase. */
export interface SubscriptionColumns {
  currentPeriodEndsAt: DateTime | null
  /** When the subscription ends, which may be long after the current period. */
  cancelsAt: DateTime | null
  endedAt: DateTime | null
  /** What Stripe does with the invoices while their collection is paused; null where it is not. */
  collectionPause: string | null
  collectionResumesAt: DateTime | null
  /** The end of the last period that was paid. */
  paidUntil: DateTime | null
  pastDueSince: DateTime | null
  /** The price of the next renewal; null where there is none. */
  renewalPriceStripeId: string | null
  /** What the next renewal costs, in minor units of `currency`; null where that is not certain. */
  renewalAmount: number | null
  renewalInterval: string | null
  renewalIntervalCount: number | null
  trialEndsAt: DateTime | null
}

/**
 * @param item that the product is charged by now; null where it was taken out of the subscription
 * @param renewalAmount its part of the next renewal
 */
export function subscriptionColumns(
  facts: CheckoutFacts,
  of: {
    product: SoldProduct
    item: Stripe.SubscriptionItem | null
    payments: DividedPayment[]
    renewalAmount: number | null
  }
): SubscriptionColumns {
  const { subscription, unpaidSince, paidUntil, session } = facts
  if (!subscription || !of.product.isRecurring) {
    return NONE
  }
  const isTakenOut = of.item === null && subscription.items.data.length > 0
  const isPastDue = subscription.status === 'past_due' && !isTakenOut
  return {
    ...subscriptionTimes(subscription),
    ...(isTakenOut ? { cancelsAt: moment(lastPaidFor(of) ?? session.created) } : {}),
    endedAt: momentOrNull(subscription.ended_at),
    paidUntil: momentOrNull(paidUntil),
    pastDueSince: isPastDue ? moment(unpaidSince ?? session.created) : null,
    ...nextRenewal(subscription, of),
    trialEndsAt: momentOrNull(subscription.trial_end),
  }
}

/** What was taken out of a subscription ends with what was paid for it, in Unix seconds. */
function lastPaidFor({
  product,
  payments,
}: {
  product: SoldProduct
  payments: DividedPayment[]
}): number | null {
  const ends = payments
    .filter(({ parts }) => parts.some((part) => part.product === product && part.totalAmount > 0))
    .map(({ payment }) => payment.periodEnd)
    .filter((end) => end !== null)
  return ends.length > 0 ? Math.max(...ends) : null
}

/** The times of a subscription that a list of subscriptions has, too, and `Reconcile` compares. */
export function subscriptionTimes(subscription: Stripe.Subscription) {
  const { pause_collection: pause } = subscription
  const periodEnd = currentPeriodEnd(subscription)
  const cancelsAt = subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEnd : null)
  return {
    currentPeriodEndsAt: momentOrNull(periodEnd),
    cancelsAt: momentOrNull(cancelsAt),
    collectionPause: pause?.behavior ?? null,
    collectionResumesAt: momentOrNull(pause?.resumes_at),
  }
}

/** The prices of which one is that of the next renewal; none where there is no renewal. */
export function renewalPrices(subscription: Stripe.Subscription): Stripe.Price[] {
  const isOver =
    subscription.status === 'canceled' || endsWithPeriod(subscriptionTimes(subscription))
  return isOver ? [] : subscription.items.data.map(({ price }) => price)
}

/** The plan may have changed since the purchase. */
function nextRenewal(
  subscription: Stripe.Subscription,
  { item, renewalAmount }: { item: Stripe.SubscriptionItem | null; renewalAmount: number | null }
) {
  const price = renewalPrices(subscription).find(({ id }) => id === item?.price.id) ?? null
  return {
    renewalPriceStripeId: price?.id ?? null,
    renewalAmount: price === null ? null : renewalAmount,
    renewalInterval: price?.recurring?.interval ?? null,
    renewalIntervalCount: price?.recurring?.interval_count ?? null,
  }
}

/** Null for a subscription without items, as one that was imported may be. */
function currentPeriodEnd({ items }: Stripe.Subscription): number | null {
  const ends = items.data.map((item) => item.current_period_end)
  return ends.length > 0 ? Math.max(...ends) : null
}

const NONE: SubscriptionColumns = {
  currentPeriodEndsAt: null,
  cancelsAt: null,
  endedAt: null,
  collectionPause: null,
  collectionResumesAt: null,
  paidUntil: null,
  pastDueSince: null,
  renewalPriceStripeId: null,
  renewalAmount: null,
  renewalInterval: null,
  renewalIntervalCount: null,
  trialEndsAt: null,
}
