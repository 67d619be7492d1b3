import { inject } from '@adonisjs/core'
import {
  StripeEventHandler,
  checkoutsOf,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'
import FindCheckoutSessions from '#purchases/fulfilment/find_checkout_sessions'

/**
 * A refund or dispute of a payment was created or changed. Charge, refund and dispute all name the
 * payment intent.
 */
@inject()
export default class PaymentChanged extends StripeEventHandler {
  constructor(private findCheckoutSessions: FindCheckoutSessions) {
    super()
  }

  async handle({ object }: ReceivedEvent): Promise<EventOutcome> {
    const paymentIntentId = object.payment_intent
    return typeof paymentIntentId === 'string'
      ? checkoutsOf(await this.findCheckoutSessions.ofPaymentIntent(paymentIntentId))
      : { type: 'ignored', reason: 'It names no payment intent, so no checkout made it.' }
  }
}
