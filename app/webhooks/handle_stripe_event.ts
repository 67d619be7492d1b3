import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { claimRow, postponeRow } from '#background/due_rows'
import ClaimEvents from '#webhooks/claim_events'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import { findHandler } from '#webhooks/handlers/event_handlers'
import type { EventOutcome } from '#webhooks/handlers/stripe_event_handler'
import { eventBurst } from '#webhooks/event_burst'
import { databaseTime, readTime } from '#database/columns'
import HandleStripeEventJob from '#webhooks/handle_stripe_event_job'
import StripeEvent from '#models/stripe_event'
import { PaymentGatewayError } from '#stripe/payment_gateway'

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

  async handle(eventId: number): Promise<void> {
    const isMine = await claimRow('stripe_events', eventId, ClaimEvents.LEASE_SECONDS)
    if (!isMine) {
      return
    }
    const event = await StripeEvent.findOrFail(eventId)
    const eventIds = [eventId]
    const stopRenewing = this.claims.keep(eventIds)
    try {
      const outcome = await this.#work(event, eventIds)
      await this.#finish(eventIds, outcome)
    } catch (error) {
      await this.#fail(event, eventIds, error)
    } finally {
      stopRenewing()
    }
  }

  /** The same for one of many that are worked off: while more are coming in, those come first. */
  async handleInTurn(eventId: number): Promise<void> {
    await eventBurst.waitForCalm()
    await this.handle(eventId)
  }

  /** @param eventIds grows by the events that say the same, and are done along with this one */
  async #work(event: StripeEvent, eventIds: number[]): Promise<EventOutcome> {
    const Handler = await findHandler(event.type)
    if (Handler === null) {
      return { type: 'ignored', reason: 'Nothing is done about events of this type.' }
    }
    if (event.objectId !== null) {
      eventIds.push(...(await this.claims.claimSameObject(event.type, event.objectId)))
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
    await db
      .from('stripe_events')
      .whereIn('id', eventIds)
      .update({
        [outcome.type === 'ignored' ? 'ignored_at' : 'handled_at']: now,
        next_attempt_at: null,
        claimed_until: null,
        error: null,
        updated_at: now,
      })
  }

  /** What Stripe has no more cannot be looked at later either. */
  async #fail(event: StripeEvent, eventIds: number[], error: unknown) {
    logger.error({ err: error, event: event.stripeId, type: event.type }, 'An event failed')
    if (error instanceof PaymentGatewayError && error.reason === 'not_found') {
      await this.#finish(eventIds, { type: 'ignored', reason: error.message })
      return
    }
    for (const id of eventIds) {
      await postponeRow('stripe_events', id, event.attempts, error)
    }
    await this.#wakeAgain(event.id)
  }

  /** One of those that failed together is enough: its work is done for all. */
  async #wakeAgain(eventId: number) {
    const row = await db
      .from('stripe_events')
      .select('next_attempt_at')
      .where('id', eventId)
      .first()
    const pause = row?.next_attempt_at ? readTime(row.next_attempt_at).diffNow().milliseconds : 0
    try {
      await HandleStripeEventJob.dispatch({ eventId }).in(Math.max(1, Math.ceil(pause)))
    } catch (error) {
      logger.warn({ err: error }, 'The queue was not told when to try an event again')
    }
  }
}
