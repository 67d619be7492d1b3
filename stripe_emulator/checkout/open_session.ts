import { findOrFail } from '#stripe_emulator/api/endpoint'
import { expireIfDue } from '#stripe_emulator/checkout/expire_session'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { CheckoutSession } from '#stripe_emulator/objects'
import type { SessionDetails } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

/**
 * Finds an open session.
 * @throws StripeError unless it exists and is open
 */
export function openSession(world: World, id: string): CheckoutSession {
  const session = findOrFail(world.store.checkoutSessions, 'checkout.session', id)
  expireIfDue(world, session)
  if (session.status !== 'open') {
    throw invalidRequest(
      session.status === 'expired'
        ? 'This Checkout Session has expired.'
        : 'This Checkout Session has already been completed.'
    )
  }
  return session
}

/** What Stripe does not show of the session, such as the parameters for its payment. */
export function openSessionDetails(world: World, session: CheckoutSession): SessionDetails {
  const details = world.store.sessionDetails.get(session.id)
  if (!details) {
    throw new Error(`No details are stored for ${session.id}`)
  }
  return details
}
