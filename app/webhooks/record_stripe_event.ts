import type Stripe from 'stripe'
import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { isHandled } from '#webhooks/handlers/event_handlers'
import { eventBurst } from '#webhooks/event_burst'
import { GroupCommit } from '#shared/concurrency/group_commit'
import { databaseTime } from '#database/columns'
import HandleStripeEventJob from '#webhooks/handle_stripe_event_job'
import { PaymentGateway } from '#stripe/payment_gateway'

export interface RecordStripeEventInput {
  /** Its signature must have been checked. */
  event: Stripe.Event
  rawBody: string
}

/** `known`: it was stored before, because Stripe delivers events more than once. */
export type RecordStripeEventOutcome = 'stored' | 'known'

type Row = Record<string, unknown> & { stripe_id: string }

/** Jobs per group of events: one may be delayed by a slow answer. */
const WAKE_UPS = 2

/** Concurrent events are stored in one transaction. */
const inserts = new GroupCommit<Row, RecordStripeEventOutcome>(insertRows)

/**
 * Stores an event before any work. Once this resolves the event is committed, and the webhook may
 * be answered; the work is done later, from the row.
 */
@inject()
export default class RecordStripeEvent {
  constructor(private gateway: PaymentGateway) {}

  async handle({ event, rawBody }: RecordStripeEventInput): Promise<RecordStripeEventOutcome> {
    eventBurst.add()
    const now = databaseTime(DateTime.utc())
    const object = event.data.object as { id?: string; object?: string }
    const isOfOtherMode = event.livemode !== this.gateway.livemode
    const isWork = isHandled(event.type) && !isOfOtherMode

    if (isOfOtherMode) {
      logger.error(
        { event: event.id, livemode: event.livemode },
        'Received an event of the other mode'
      )
    }
    return inserts.add({
      stripe_id: event.id,
      type: event.type,
      livemode: event.livemode,
      api_version: event.api_version,
      object_id: object.id ?? null,
      checkout_session_id: object.object === 'checkout.session' ? (object.id ?? null) : null,
      payload: rawBody,
      received_at: now,
      ignored_at: isWork ? null : now,
      error: isOfOtherMode ? 'It is of the other mode, test or live, than this store.' : null,
      next_attempt_at: isWork ? now : null,
      created_at: now,
      updated_at: now,
    })
  }
}

async function insertRows(rows: Row[]): Promise<RecordStripeEventOutcome[]> {
  const unique = [...new Map(rows.map((row) => [row.stripe_id, row])).values()]
  const inserted: { id: number; stripe_id: string; next_attempt_at: unknown }[] = await db
    .insertQuery()
    .table('stripe_events')
    .multiInsert(unique)
    .knexQuery.onConflict('stripe_id')
    .ignore()
    .returning(['id', 'stripe_id', 'next_attempt_at'])

  wake(inserted.filter((row) => row.next_attempt_at !== null).map(({ id }) => id))

  const stored = new Set(inserted.map((row) => row.stripe_id))
  return rows.map((row) => (stored.delete(row.stripe_id) ? 'stored' : 'known'))
}

/**
 * Each job also handles all other due events, so a few are enough for many events. Jobs only speed
 * things up: without one, the run for missed work finds the rows. So dispatching is not awaited,
 * and Stripe's request does not wait for it.
 */
function wake(eventIds: number[]) {
  if (eventIds.length > 0) {
    const woken = eventIds.slice(0, WAKE_UPS)
    HandleStripeEventJob.dispatchMany(woken.map((eventId) => ({ eventId })))
      .run()
      .catch((error) => logger.warn({ err: error }, 'No job could be queued for new events'))
  }
}
