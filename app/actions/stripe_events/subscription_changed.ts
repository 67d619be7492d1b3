import { inject } from '@adonisjs/core'
import {
  StripeEventHandler,
  checkoutsOf,
  type EventOutcome,
  type ReceivedEvent,
} from '#actions/stripe_events/stripe_event_handler'
import FindCheckoutSessions from '#queries/find_checkout_sessions'

/**
 * A subscription began, moved on to its next period, will end or has ended.
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
