import { inject } from '@adonisjs/core'
import {
  StripeEventHandler,
  checkoutsOf,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'
import FindCheckoutSessions from '#purchases/fulfilment/find_checkout_sessions'

/**
 * A subscription's invoice was paid, or could not be collected.
 */
@inject()
export default class InvoiceChanged extends StripeEventHandler {
  constructor(private findCheckoutSessions: FindCheckoutSessions) {
    super()
  }

  async handle({ objectId }: ReceivedEvent): Promise<EventOutcome> {
    return checkoutsOf(objectId ? await this.findCheckoutSessions.ofInvoice(objectId) : [])
  }
}
