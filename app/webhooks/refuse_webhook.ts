import { allowsNetworkAttempt } from '#http/rate_limit'
import { unsignedWebhookByNetwork } from '#http/rate_limits'
import type { VerifiedBody } from '#stripe/payment_gateway'
import { stripeRefusals } from '#stripe/stripe_refusals'

/** The acts of which refusals are recorded. */
const CLOCK = { act: 'webhook:clock', label: 'Webhook' }
const THIN_EVENTS = { act: 'webhook:thin_events', label: 'Webhook' }

/** Why a webhook is refused, as its answer says. */
export type WebhookRefusal = 'bad_signature' | 'signature_too_old' | 'thin_event'

/**
 * Refuses the body of a webhook. What Stripe itself signed is recorded, because only the owner can
 * change it; what anybody else sent counts against their network.
 */
export default class RefuseWebhook {
  /** @param address the IP address of the sender */
  async handle(
    body: Exclude<VerifiedBody, { type: 'event' }>,
    address: string
  ): Promise<WebhookRefusal> {
    switch (body.type) {
      case 'thin_event':
        await stripeRefusals.record(THIN_EVENTS, 'thin_events', `it sent ${body.eventType}`)
        return 'thin_event'
      case 'too_old': {
        await this.count(address)
        await stripeRefusals.record(CLOCK, 'clock', `a webhook was ${body.seconds} seconds old`)
        return 'signature_too_old'
      }
      case 'unsigned':
        await this.count(address)
        return 'bad_signature'
    }
  }

  /** Counts a body without a valid signature, such as one that never arrived completely. */
  async count(address: string): Promise<void> {
    await allowsNetworkAttempt(unsignedWebhookByNetwork, address)
  }

  /** A webhook in time shows that the clock is right. Thin events come beside the others. */
  async clear(): Promise<void> {
    await stripeRefusals.clear([CLOCK.act])
  }
}
