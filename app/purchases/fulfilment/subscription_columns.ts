import type { DateTime } from 'luxon'
import type Stripe from 'stripe'
import { endsWithPeriod } from '#access/access_rules'
import { furtherLines } from '#purchases/fulfilment/bought_lines'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'
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

export function subscriptionColumns(
  facts: CheckoutFacts,
  expected: ExpectedCheckout
): SubscriptionColumns {
  const { subscription, unpaidSince, paidUntil, session } = facts
  if (!subscription) {
    return NONE
  }
  const isPastDue = subscription.status === 'past_due'
  return {
    ...subscriptionTimes(subscription),
    endedAt: momentOrNull(subscription.ended_at),
    paidUntil: momentOrNull(paidUntil),
    pastDueSince: isPastDue ? moment(unpaidSince ?? session.created) : null,
    ...nextRenewal(facts, expected, subscription),
    trialEndsAt: momentOrNull(subscription.trial_end),
  }
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

/**
 * The plan may have changed since the purchase. With several items it is the price of the product that
 * was asked for, not that of a further line.
 */
function nextRenewal(
  facts: CheckoutFacts,
  expected: ExpectedCheckout,
  subscription: Stripe.Subscription
) {
  const further = furtherLines(facts, expected).map((line) => line.priceSnapshot.stripeId)
  const price =
    renewalPrices(subscription)
      .toSorted(
        (one, other) =>
          Number(further.includes(one.id)) - Number(further.includes(other.id)) ||
          compare(one.id, other.id)
      )
      .at(0) ?? null
  return {
    renewalPriceStripeId: price?.id ?? null,
    renewalAmount: facts.renewalAmount,
    renewalInterval: price?.recurring?.interval ?? null,
    renewalIntervalCount: price?.recurring?.interval_count ?? null,
  }
}

/** Null for a subscription without items, as one that was imported may be. */
function currentPeriodEnd({ items }: Stripe.Subscription): number | null {
  const ends = items.data.map((item) => item.current_period_end)
  return ends.length > 0 ? Math.max(...ends) : null
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
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
