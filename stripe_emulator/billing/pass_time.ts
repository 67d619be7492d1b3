import { endSubscription, lastPeriodEnd } from '#stripe_emulator/billing/cancel_subscription'
import { giveUp } from '#stripe_emulator/billing/change_subscription'
import { setPauseCollection } from '#stripe_emulator/billing/pause_collection'
import { renewSubscription } from '#stripe_emulator/billing/renew_subscription'
import { expireSession } from '#stripe_emulator/checkout/expire_session'
import type { Subscription } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** Attempts to collect an invoice, including the first, before the subscription ends. */
const ATTEMPTS = 4

/** Something that Stripe does by itself at a given time. */
interface Due {
  /** Seconds since 1970. */
  at: number
  run: () => void
}

/** Advances the clock by some seconds and runs everything that falls due, in order of time. */
export function passTime(world: World, seconds: number) {
  const target = world.now() + seconds
  for (;;) {
    const next = nextDue(world)
    if (next === undefined || next.at > target) {
      break
    }
    world.moveTo(next.at)
    next.run()
  }
  world.moveTo(target)
}

/** Advances the clock to the end of the subscription's period, which renews or ends it. */
export function passToRenewal(world: World, subscription: Subscription) {
  passTime(world, Math.max(0, lastPeriodEnd(subscription) - world.now()))
}

function nextDue(world: World): Due | undefined {
  const dues = [...dueSessions(world), ...dueSubscriptions(world)]
  return dues.toSorted((one, other) => one.at - other.at).at(0)
}

function dueSessions(world: World): Due[] {
  return world.store.checkoutSessions
    .filter(({ status }) => status === 'open')
    .map((session) => ({ at: session.expires_at, run: () => expireSession(world, session) }))
}

function dueSubscriptions(world: World): Due[] {
  return world.store.subscriptions.all().flatMap((subscription) => {
    switch (subscription.status) {
      case 'active':
      case 'trialing':
        return [...resumption(world, subscription), endOrRenewal(world, subscription)]
      case 'past_due':
        return [retryOf(world, subscription)]
      default:
        return []
    }
  })
}

/** The end of a pause in collection, if it has one. Listed before a renewal at the same moment. */
function resumption(world: World, subscription: Subscription): Due[] {
  const at = subscription.pause_collection?.resumes_at ?? null
  return at === null ? [] : [{ at, run: () => setPauseCollection(world, subscription, null) }]
}

function endOrRenewal(world: World, subscription: Subscription): Due {
  const { cancel_at: cancelAt, cancel_at_period_end: endsWithPeriod } = subscription
  const periodEnd = lastPeriodEnd(subscription)
  if (cancelAt !== null && !endsWithPeriod && cancelAt <= periodEnd) {
    return { at: cancelAt, run: () => endSubscription(world, subscription) }
  }
  return { at: periodEnd, run: () => renewSubscription(world, subscription) }
}

/** After the last failed attempt the subscription is canceled, one of Stripe's settings. */
function retryOf(world: World, subscription: Subscription): Due {
  const invoice = world.store.invoices.get(subscription.latest_invoice ?? '')
  const at = Number(invoice?.next_payment_attempt ?? lastPeriodEnd(subscription))
  return {
    at,
    run: () => {
      renewSubscription(world, subscription)
      if (subscription.status === 'past_due' && Number(invoice?.attempt_count) >= ATTEMPTS) {
        giveUp(world, subscription, 'canceled')
      }
    },
  }
}
