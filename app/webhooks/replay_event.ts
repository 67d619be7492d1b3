import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import HandleStripeEvent from '#webhooks/handle_stripe_event'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { databaseTime } from '#database/columns'
import StripeEvent from '#models/stripe_event'
import { PaymentGateway } from '#stripe/payment_gateway'

export type ReplayEventOutcome =
  | { type: 'replayed'; event: StripeEvent }
  /** The event and the store belong to different modes, test and live. */
  | { type: 'other_mode' }
  | { type: 'not_found' | 'forbidden' }

/**
 * Does the work of a stored event again. That is safe: the work reads Stripe again and takes only
 * ids from the event.
 */
@inject()
export default class ReplayEvent {
  constructor(
    private handleStripeEvent: HandleStripeEvent,
    private gateway: PaymentGateway
  ) {}

  async handle(input: { eventId: number; actor: Actor }): Promise<ReplayEventOutcome> {
    if (!roleMay(input.actor.role, 'events.replay')) {
      return { type: 'forbidden' }
    }
    const event = await StripeEvent.find(input.eventId)
    if (event === null) {
      return { type: 'not_found' }
    }
    if (event.livemode !== this.gateway.livemode) {
      return { type: 'other_mode' }
    }
    await this.#makeDue(event, input.actor)
    await this.handleStripeEvent.handle(event.id)
    return { type: 'replayed', event: await event.refresh() }
  }

  async #makeDue(event: StripeEvent, actor: Actor) {
    const now = databaseTime(DateTime.utc())
    await db.transaction(async (trx) => {
      await trx.from('stripe_events').where('id', event.id).update({
        next_attempt_at: now,
        handled_at: null,
        ignored_at: null,
        error: null,
        updated_at: now,
      })
      await new RecordAudit().handle(
        {
          actor,
          action: 'stripe_event.replayed',
          subject: { type: 'stripe_event', id: event.id, label: event.stripeId },
          changes: {
            handled_at: { before: event.handledAt?.toISO() ?? null, after: null },
            ignored_at: { before: event.ignoredAt?.toISO() ?? null, after: null },
            error: { before: event.error, after: null },
          },
        },
        trx
      )
    })
  }
}
