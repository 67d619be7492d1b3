import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { claimRow, finishRow, postponeRow } from '#actions/claim_work'
import ClaimEvents from '#actions/claim_events'
import FulfilCheckout from '#actions/fulfil_checkout'
import { findHandler } from '#actions/stripe_events/registry'
import type { EventOutcome } from '#actions/stripe_events/stripe_event_handler'
import { databaseTime, readTime } from '#database/columns'
import StripeEvent from '#models/stripe_event'
import { PaymentGatewayError } from '#payments/payment_gateway'

export interface HandledEvent {
  /** When to try again; null where it is done, or somebody else's to do. */
  dueAgainAt: DateTime | null
}

/**
 * Does the work that a stored event asks for, and only then marks it. Two never work on one event at
 * once, and one whose worker died comes back when its claim ends.
 */
@inject()
export default class HandleStripeEvent {
  constructor(
    private claims: ClaimEvents,
    private fulfilCheckout: FulfilCheckout
  ) {}

  async handle(eventId: number): Promise<HandledEvent> {
    const isMine = await claimRow('stripe_events', eventId, ClaimEvents.LEASE_SECONDS)
    if (!isMine) {
      return { dueAgainAt: null }
    }
    const event = await StripeEvent.findOrFail(eventId)
    const eventIds = [eventId]
    const stopRenewing = this.claims.keep(eventIds)
    try {
      const outcome = await this.#work(event, eventIds)
      await this.#finish(eventIds, outcome)
      return { dueAgainAt: null }
    } catch (error) {
      return this.#fail(event, eventIds, error)
    } finally {
      stopRenewing()
    }
  }

  /** @param eventIds grows by the events that say the same, and are done along with this one */
  async #work(event: StripeEvent, eventIds: number[]): Promise<EventOutcome> {
    const Handler = await findHandler(event.type)
    if (Handler === null) {
      return { type: 'ignored', reason: 'Nothing is done about events of this type.' }
    }
    const handler = await app.container.make(Handler)
    const outcome = await handler.handle({
      type: event.type,
      objectId: event.objectId,
      object: event.payload.data?.object ?? {},
    })
    return outcome.type === 'checkouts' ? this.#fulfil(outcome.sessionIds, eventIds) : outcome
  }

  async #fulfil(sessionIds: string[], eventIds: number[]): Promise<EventOutcome> {
    let isOurs = false
    for (const sessionId of sessionIds) {
      eventIds.push(...(await this.claims.claimSameSession(sessionId)))
      const { type } = await this.fulfilCheckout.handle(sessionId, 'background')
      isOurs ||= type !== 'not_ours' && type !== 'unknown'
    }
    return isOurs
      ? { type: 'done' }
      : { type: 'ignored', reason: 'Another store made the checkout.' }
  }

  async #finish(eventIds: number[], outcome: EventOutcome) {
    const now = databaseTime(DateTime.utc())
    for (const id of eventIds) {
      await finishRow('stripe_events', id, {
        [outcome.type === 'ignored' ? 'ignored_at' : 'handled_at']: now,
      })
    }
  }

  /** What Stripe has no more cannot be looked at later either. */
  async #fail(event: StripeEvent, eventIds: number[], error: unknown): Promise<HandledEvent> {
    logger.error({ err: error, event: event.stripeId, type: event.type }, 'An event failed')
    if (error instanceof PaymentGatewayError && error.reason === 'not_found') {
      await this.#finish(eventIds, { type: 'ignored', reason: error.message })
      return { dueAgainAt: null }
    }
    for (const id of eventIds) {
      await postponeRow('stripe_events', id, event.attempts, error)
    }
    const row = await db
      .from('stripe_events')
      .select('next_attempt_at')
      .where('id', event.id)
      .first()
    return { dueAgainAt: row.next_attempt_at ? readTime(row.next_attempt_at) : null }
  }
}
