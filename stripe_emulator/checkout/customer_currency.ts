import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { World } from '#stripe_emulator/world'

/** Subscriptions in these states no longer tie their customer to a currency. */
const ENDED = new Set(['canceled', 'incomplete_expired'])

/**
 * Refuses a subscription in another currency than those that the customer has, or is about to have.
 * An open session for a subscription is enough.
 * @throws StripeError 400
 */
export function checkCustomerCurrency(world: World, customer: string, currency: string) {
  const { subscriptions, checkoutSessions } = world.store
  const running = subscriptions.find(
    (one) => one.customer === customer && !ENDED.has(one.status) && one.currency !== currency
  )
  if (running) {
    throw refusal('subscription, subscription schedule, discount, quote, or invoice item', running)
  }
  const open = checkoutSessions.find(
    (one) =>
      one.customer === customer &&
      one.mode === 'subscription' &&
      one.status === 'open' &&
      one.currency !== currency
  )
  if (open) {
    throw refusal('subscription mode checkout session', open)
  }
}

function refusal(what: string, { currency }: { currency: string }) {
  return invalidRequest(
    `You cannot combine currencies on a single customer. This customer has an active ${what} with ` +
      `currency ${currency}`
  )
}
