import type Stripe from 'stripe'
import type { SubscriptionAct, SubscriptionStateBefore } from '#models/subscription_request'

/** Statuses in which Stripe goes on collecting payments. */
const RUNNING = new Set<string>(['active', 'trialing', 'past_due'])

/** The key in Stripe's metadata that names the last change that this store made. */
export const CHANGE_KEY = 'kiosk_change'

/**
 * Why an act cannot be done: `unchanged` it is so already; `problem` in a sentence. Null where it
 * can.
 */
export type ActProblem = { type: 'unchanged' } | { type: 'invalid'; problem: string }

/**
 * Whether an act fits the state of a subscription in Stripe. Pure.
 */
export function checkAct(
  act: SubscriptionAct,
  subscription: Stripe.Subscription
): ActProblem | null {
  const { hasEnded, cancelAt, cancelAtPeriodEnd, pause } = stateOf(subscription)
  if (hasEnded) {
    return act === 'cancel_now' || act === 'cancel_at_period_end'
      ? { type: 'unchanged' }
      : { type: 'invalid', problem: 'The subscription has ended' }
  }
  switch (act) {
    case 'cancel_now':
      return null
    case 'cancel_at_period_end':
      return endsWithPeriod(subscription) ? { type: 'unchanged' } : null
    case 'undo_cancellation':
      return cancelAt === null && !cancelAtPeriodEnd ? { type: 'unchanged' } : null
    case 'pause':
      return pause !== null ? { type: 'unchanged' } : checkRunning(subscription)
    case 'resume':
      return pause === null ? { type: 'unchanged' } : null
  }
}

/**
 * The parameters that carry out an act in Stripe, which name it in the metadata; null for
 * `cancel_now`, which has none.
 */
export function parametersOf(
  act: SubscriptionAct,
  subscription: Stripe.Subscription,
  key: string
): Stripe.SubscriptionUpdateParams | null {
  const metadata = { [CHANGE_KEY]: key }
  switch (act) {
    case 'cancel_now':
      return null
    case 'cancel_at_period_end':
      return { cancel_at_period_end: true, metadata }
    case 'undo_cancellation':
      return subscription.cancel_at_period_end
        ? { cancel_at_period_end: false, metadata }
        : { cancel_at: '', metadata }
    case 'pause':
      return { pause_collection: { behavior: 'void' }, metadata }
    case 'resume':
      return { pause_collection: '', metadata }
  }
}

/** Whether Stripe has carried out this very request, however long ago it was sent. */
export function isApplied(
  { act, parameters }: { act: SubscriptionAct; parameters: Stripe.SubscriptionUpdateParams | null },
  subscription: Stripe.Subscription
): boolean {
  if (act === 'cancel_now') {
    return stateOf(subscription).hasEnded
  }
  const sent = parameters?.metadata || {}
  return CHANGE_KEY in sent && subscription.metadata[CHANGE_KEY] === sent[CHANGE_KEY]
}

/** What acts change of a subscription, to notice later that somebody else has changed it. */
export function stateOf(subscription: Stripe.Subscription): SubscriptionStateBefore {
  return {
    hasEnded: subscription.status === 'canceled' || subscription.status === 'incomplete_expired',
    cancelAt: subscription.cancel_at,
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    pause: subscription.pause_collection?.behavior ?? null,
  }
}

export function isSameState(one: SubscriptionStateBefore, other: SubscriptionStateBefore): boolean {
  return (
    one.hasEnded === other.hasEnded &&
    one.cancelAt === other.cancelAt &&
    one.cancelAtPeriodEnd === other.cancelAtPeriodEnd &&
    one.pause === other.pause
  )
}

function endsWithPeriod({
  cancel_at: at,
  cancel_at_period_end: atPeriodEnd,
  items,
}: Stripe.Subscription): boolean {
  return atPeriodEnd || (at !== null && items.data.some(({ current_period_end: end }) => at <= end))
}

function checkRunning({ status }: Stripe.Subscription): ActProblem | null {
  return RUNNING.has(status)
    ? null
    : { type: 'invalid', problem: `Stripe collects nothing for it now: it is ${status}` }
}
