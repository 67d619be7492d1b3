import { StripeEventHandler, type EventOutcome } from '#webhooks/handlers/stripe_event_handler'

/**
 * The fee of a charge became known, which happens up to an hour after the payment. The store keeps no
 * fees, so it has nothing to read again.
 *
 * Source: https://docs.stripe.com/payments/payment-intents/asynchronous-capture
 */
export default class ChargeUpdated extends StripeEventHandler {
  async handle(): Promise<EventOutcome> {
    return { type: 'ignored', reason: 'It is about the fee of a payment, which is not kept.' }
  }
}
