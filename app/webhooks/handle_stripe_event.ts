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
import StripeEvent from '#models/stripe_event'
import { PaymentGatewayError } from '#stripe/payment_gateway'

/**
 * - `handled` done, or there was nothing to do
 * - `not_due` done already, or another process is working on it
 * - `postponed` it failed, and is due again after these milliseconds
 */
export type HandleStripeEventOutcome =
  { type: 'handled' } | { type: 'not_due' } | { type: 'postponed'; milliseconds: number }

/**
 * Does the work of a stored event and then marks it as done. A claim ensures that only one process
 * works on an event; where it dies, the event is due again when its claim expires. The caller wakes
 * a postponed event; otherwise the run for missed work finds it.
 */
@inject()
export default class HandleStripeEvent {
  constructor(
    private claims: ClaimEvents,
    private fulfilCheckout: FulfilCheckout
  ) {}

  async handle(eventId: number): Promise<HandleStripeEventOutcome> {
    const isMine = await claimRow('stripe_events', eventId, ClaimEvents.LEASE_SECONDS)
    if (!isMine) {
      return { type: 'not_due' }
    }
    const event = await StripeEvent.findOrFail(eventId)
    const eventIds = [eventId]
    const stopRenewing = this.claims.renewRegularly(eventIds)
    try {
      const outcome = await this.#work(event, eventIds)
      await this.#finish(eventIds, outcome)
      return { type: 'handled' }
    } catch (error) {
      return await this.#fail(event, eventIds, error)
    } finally {
      stopRenewing()
    }
  }

  /** Like `handle`, for one of many due events: during a burst, receiving events comes first. */
  async handleWhenCalm(eventId: number): Promise<HandleStripeEventOutcome> {
    await eventBurst.waitForCalm()
    return this.handle(eventId)
  }

  /** @param eventIds grows by the events that ask for the same work and are done with it */
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

  /** An object that Stripe no longer has cannot be read later either, so its event is ignored. */
  async #fail(
    event: StripeEvent,
    eventIds: number[],
    error: unknown
  ): Promise<HandleStripeEventOutcome> {
    logger.error({ err: error, event: event.stripeId, type: event.type }, 'An event failed')
    if (error instanceof PaymentGatewayError && error.reason === 'not_found') {
      await this.#finish(eventIds, { type: 'ignored', reason: error.message })
      return { type: 'handled' }
    }
    for (const id of eventIds) {
      await postponeRow('stripe_events', id, event.attempts, error)
    }
    return { type: 'postponed', milliseconds: await millisecondsUntilDue(event.id) }
  }
}

async function millisecondsUntilDue(eventId: number): Promise<number> {
  const row = await db.from('stripe_events').select('next_attempt_at').where('id', eventId).first()
  const pause = row?.next_attempt_at ? readTime(row.next_attempt_at).diffNow().milliseconds : 0
  return Math.max(1, Math.ceil(pause))
}
