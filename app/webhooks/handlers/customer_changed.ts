import { inject } from '@adonisjs/core'
import {
  StripeEventHandler,
  checkoutsOf,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'
import { customerOf } from '#webhooks/handlers/customer_events'
import FindCheckoutSessions from '#purchases/fulfilment/find_checkout_sessions'

/**
 * Something changed what the next renewals of a customer cost.
 */
@inject()
export default class CustomerChanged extends StripeEventHandler {
  constructor(private findCheckoutSessions: FindCheckoutSessions) {
    super()
  }

  async handle({ object }: ReceivedEvent): Promise<EventOutcome> {
    const customerId = customerOf(object)
    return customerId === null
      ? { type: 'ignored', reason: 'It names no customer.' }
      : checkoutsOf(await this.findCheckoutSessions.ofRunningSubscriptions(customerId))
  }
}
