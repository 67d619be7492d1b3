import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { CheckoutSession } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/**
 * Expires the session.
 * @throws StripeError unless it is open
 */
export function expireSession(world: World, session: CheckoutSession): CheckoutSession {
  if (session.status !== 'open') {
    throw invalidRequest(
      'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has ' +
        `a status of \`${session.status}\`.`
    )
  }
  session.status = 'expired'
  session.url = null
  world.raise('checkout.session.expired', session)
  return session
}

/** Expires the session if it is open and past `expires_at`. */
export function expireIfDue(world: World, session: CheckoutSession) {
  if (session.status === 'open' && session.expires_at <= world.now()) {
    expireSession(world, session)
  }
}

/** Expires every open session that is past `expires_at`. */
export function expireAllDue(world: World) {
  for (const session of world.store.checkoutSessions.all()) {
    expireIfDue(world, session)
  }
}
