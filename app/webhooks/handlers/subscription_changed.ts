import { inject } from '@adonisjs/core'
import {
  StripeEventHandler,
  checkoutsOf,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'
import FindCheckoutSessions from '#purchases/fulfilment/find_checkout_sessions'

/**
 * A subscription started, renewed, was cancelled or ended.
 */
@inject()
export default class SubscriptionChanged extends StripeEventHandler {
  constructor(private findCheckoutSessions: FindCheckoutSessions) {
    super()
  }

  async handle({ objectId }: ReceivedEvent): Promise<EventOutcome> {
    return checkoutsOf(objectId ? await this.findCheckoutSessions.ofSubscription(objectId) : [])
  }
}
