import { inject } from '@adonisjs/core'
import {
  StripeEventHandler,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'
import SyncPrice from '#catalogue/sync/sync_price'

/**
 * A price was created, changed or deleted in Stripe.
 */
@inject()
export default class PriceChanged extends StripeEventHandler {
  constructor(private syncPrice: SyncPrice) {
    super()
  }

  async handle({ objectId }: ReceivedEvent): Promise<EventOutcome> {
    if (objectId === null) {
      return { type: 'ignored', reason: 'It names no price.' }
    }
    await this.syncPrice.handle(objectId)
    return { type: 'done' }
  }
}
