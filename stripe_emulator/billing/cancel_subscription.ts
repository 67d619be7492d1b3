import { invalidRequest, resourceMissing } from '#stripe_emulator/http/stripe_error'
import type { Subscription } from '#stripe_emulator/objects'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

/** What the canceller says about it; undefined leaves what was said before. */
export interface CancellationReason {
  comment?: string | null
  feedback?: string | null
}

/**
 * Ends the subscription now. Stripe answers as if one that has already ended did not exist.
 *
 * @throws StripeError if it has already ended
 */
export function cancelNow(
  world: World,
  subscription: Subscription,
  reason: CancellationReason = {}
): Subscription {
  if (subscription.status === 'canceled') {
    throw resourceMissing('subscription', subscription.id)
  }
  return endSubscription(world, subscription, reason)
}

/**
 * Sets the moment of the cancellation, or clears it (null).
 *
 * @throws StripeError if the subscription has ended
 */
export function setCancelAt(
  world: World,
  subscription: Subscription,
  at: number | null
): Subscription {
  refuseEnded(subscription)
  const previous = applyChanges(subscription, {
    cancel_at: at,
    cancel_at_period_end: false,
    canceled_at: at === null ? null : (subscription.canceled_at ?? world.now()),
    cancellation_details: {
      comment: null,
      feedback: null,
      reason: at === null ? null : 'cancellation_requested',
    },
  })
  if (previous) {
    world.raise('customer.subscription.updated', subscription, previous)
  }
  return subscription
}

/**
 * Sets or clears the cancellation at the end of the period.
 *
 * @throws StripeError if the subscription has ended
 */
export function setCancelAtPeriodEnd(
  world: World,
  subscription: Subscription,
  atPeriodEnd: boolean
): Subscription {
  refuseEnded(subscription)
  if (subscription.cancel_at_period_end === atPeriodEnd) {
    return subscription
  }
  const { cancel_at, cancel_at_period_end, canceled_at, cancellation_details } = subscription
  subscription.cancel_at_period_end = atPeriodEnd
  subscription.cancel_at = atPeriodEnd ? lastPeriodEnd(subscription) : null
  subscription.canceled_at = atPeriodEnd ? world.now() : null
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    reason: atPeriodEnd ? 'cancellation_requested' : null,
  }
  world.raise('customer.subscription.updated', subscription, {
    cancel_at,
    cancel_at_period_end,
    canceled_at,
    cancellation_details,
  })
  return subscription
}

/** Ends the subscription now, whatever its status. */
export function endSubscription(
  world: World,
  subscription: Subscription,
  { comment = null, feedback = null }: CancellationReason = {}
): Subscription {
  const now = world.now()
  subscription.status = 'canceled'
  subscription.ended_at = now
  subscription.canceled_at ??= now
  subscription.cancellation_details = { comment, feedback, reason: 'cancellation_requested' }
  world.raise('customer.subscription.deleted', subscription)
  return subscription
}

/** Whether it is set to end before it is charged again, in either of Stripe's ways. */
export function endsWithPeriod(subscription: Subscription): boolean {
  const { cancel_at: cancelAt, cancel_at_period_end: atPeriodEnd } = subscription
  return atPeriodEnd || (cancelAt !== null && cancelAt <= lastPeriodEnd(subscription))
}

/**
 * Cancels at the end of the period as the portal does: in flexible billing mode by `cancel_at` alone.
 *
 * @throws StripeError if the subscription has ended
 */
export function cancelInPortal(world: World, subscription: Subscription): Subscription {
  const { type } = subscription.billing_mode
  return type === 'flexible'
    ? setCancelAt(world, subscription, lastPeriodEnd(subscription))
    : setCancelAtPeriodEnd(world, subscription, true)
}

/** Takes the planned cancellation back, however it was planned. */
export function keepSubscription(world: World, subscription: Subscription): Subscription {
  return setCancelAt(world, subscription, null)
}

/** When the current period ends, in seconds since 1970. */
export function lastPeriodEnd(subscription: Subscription) {
  return Math.max(...subscription.items.data.map((item) => item.current_period_end))
}

/** @throws StripeError if the subscription has ended */
export function refuseEnded(subscription: Subscription) {
  if (subscription.status === 'canceled') {
    throw invalidRequest(
      'A canceled subscription can only update its cancellation_details and metadata.'
    )
  }
}
