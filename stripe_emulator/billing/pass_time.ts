import { endSubscription } from '#stripe_emulator/billing/cancel_subscription'
import { giveUp } from '#stripe_emulator/billing/change_subscription'
import { renewSubscription } from '#stripe_emulator/billing/renew_subscription'
import { expireSession } from '#stripe_emulator/checkout/expire_session'
import type { Subscription } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** Attempts to collect an invoice, the first included, before it is given up. */
const ATTEMPTS = 4

/** Something that Stripe does by itself when its time has come. */
interface Due {
  /** Seconds since 1970. */
  at: number
  happen: () => void
}

/** Lets seconds pass: everything that falls due meanwhile happens, one after the other. */
export function passTime(world: World, seconds: number) {
  const target = world.now() + seconds
  for (;;) {
    const next = nextDue(world)
    if (next === undefined || next.at > target) {
      break
    }
    world.moveTo(next.at)
    next.happen()
  }
  world.moveTo(target)
}

/** Lets time pass to the end of a subscription's period, with all that happens then. */
export function passToRenewal(world: World, subscription: Subscription) {
  passTime(world, Math.max(0, periodEndOf(subscription) - world.now()))
}

function nextDue(world: World): Due | undefined {
  const dues = [...dueSessions(world), ...dueSubscriptions(world)]
  return dues.toSorted((one, other) => one.at - other.at).at(0)
}

function dueSessions(world: World): Due[] {
  return world.store.checkoutSessions
    .filter(({ status }) => status === 'open')
    .map((session) => ({ at: session.expires_at, happen: () => expireSession(world, session) }))
}

function dueSubscriptions(world: World): Due[] {
  return world.store.subscriptions.all().flatMap((subscription) => {
    switch (subscription.status) {
      case 'active':
      case 'trialing':
        return [endOrRenewal(world, subscription)]
      case 'past_due':
        return [retryOf(world, subscription)]
      default:
        return []
    }
  })
}

function endOrRenewal(world: World, subscription: Subscription): Due {
  const { cancel_at: cancelAt, cancel_at_period_end: endsWithPeriod } = subscription
  const periodEnd = periodEndOf(subscription)
  if (cancelAt !== null && !endsWithPeriod && cancelAt <= periodEnd) {
    return { at: cancelAt, happen: () => endSubscription(world, subscription) }
  }
  return { at: periodEnd, happen: () => renewSubscription(world, subscription) }
}

/** Stripe tries some times more, and then does what the account's settings say. */
function retryOf(world: World, subscription: Subscription): Due {
  const invoice = world.store.invoices.get(subscription.latest_invoice ?? '')
  const at = Number(invoice?.next_payment_attempt ?? periodEndOf(subscription))
  return {
    at,
    happen: () => {
      renewSubscription(world, subscription)
      if (subscription.status === 'past_due' && Number(invoice?.attempt_count) >= ATTEMPTS) {
        giveUp(world, subscription, 'canceled')
      }
    },
  }
}

function periodEndOf(subscription: Subscription): number {
  return Math.max(...subscription.items.data.map((item) => item.current_period_end))
}
