import { setTimeout as pause } from 'node:timers/promises'
import { paySession, type Payment } from '#stripe_emulator/checkout/pay_session'
import type { CheckoutSession, StripeEvent } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** How long Stripe waits for the answer to the webhook before it redirects the buyer. */
const MAX_WAIT_MS = 10_000

/** Pays, then waits for the first delivery of the completed event, as Stripe's page does. */
export async function payAndWait(
  world: World,
  sessionId: string,
  payment: Payment
): Promise<StripeEvent> {
  const event = paySession(world, sessionId, payment)
  const timeout = new AbortController()
  await Promise.race([
    world.courier.settled(event.id),
    pause(MAX_WAIT_MS, undefined, { signal: timeout.signal }).catch(() => {}),
  ])
  timeout.abort()
  return event
}

/** The URL that the buyer is redirected to after paying. */
export function successUrl(session: CheckoutSession): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id)
}
