import { inject } from '@adonisjs/core'
import {
  StripeEventHandler,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'
import SyncProduct from '#catalogue/sync/sync_product'

/**
 * A product was created, changed or deleted in Stripe.
 */
@inject()
export default class ProductChanged extends StripeEventHandler {
  constructor(private syncProduct: SyncProduct) {
    super()
  }

  async handle({ objectId }: ReceivedEvent): Promise<EventOutcome> {
    if (objectId === null) {
      return { type: 'ignored', reason: 'It names no product.' }
    }
    await this.syncProduct.handle(objectId)
    return { type: 'done' }
  }
}
