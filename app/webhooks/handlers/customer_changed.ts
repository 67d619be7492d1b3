import { inject } from '@adonisjs/core'
import {
  StripeEventHandler,
  checkoutsOf,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'
import FindCheckoutSessions from '#purchases/fulfilment/find_checkout_sessions'

/**
 * Something changed what the next renewals of a customer cost: their balance, their discount, or an item
 * of their next invoice. Discount and item name the customer.
 */
@inject()
export default class CustomerChanged extends StripeEventHandler {
  constructor(private findCheckoutSessions: FindCheckoutSessions) {
    super()
  }

  async handle({ object, objectId }: ReceivedEvent): Promise<EventOutcome> {
    const customerId = object.object === 'customer' ? objectId : object.customer
    return typeof customerId === 'string'
      ? checkoutsOf(await this.findCheckoutSessions.ofRunningSubscriptions(customerId))
      : { type: 'ignored', reason: 'It names no customer.' }
  }
}
