import {
  StripeEventHandler,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'

/**
 * A Checkout Session was completed, has expired, or its delayed payment succeeded or failed.
 */
export default class CheckoutSessionChanged extends StripeEventHandler {
  async handle({ objectId }: ReceivedEvent): Promise<EventOutcome> {
    return objectId
      ? { type: 'checkouts', sessionIds: [objectId] }
      : { type: 'ignored', reason: 'It names no Checkout Session.' }
  }
}
