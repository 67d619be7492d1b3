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
  /** Its signature has been checked. */
  event: Stripe.Event
  rawBody: string
}

/** `known`: it was stored before; Stripe repeats events. */
export type RecordStripeEventOutcome = 'stored' | 'known'

type Row = Record<string, unknown> & { stripe_id: string }

/** Jobs for events that came together: one may be held up by a slow answer. */
const WAKE_UPS = 2

/** All that come at once are stored in one transaction. */
const inserts = new GroupCommit<Row, RecordStripeEventOutcome>(insertRows)

/**
 * Stores an event before anything is done about it. When this resolves, the event is committed and
 * Stripe may be told so; the work comes afterwards, from the row.
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
      logger.error({ event: event.id, livemode: event.livemode }, 'An event of the other mode came')
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
 * Who is woken for one event works off the others too, so a few jobs do for many events. A job only
 * wakes: without it the sweep finds the rows. So nobody waits for it, Stripe least.
 */
function wake(eventIds: number[]) {
  if (eventIds.length > 0) {
    const woken = eventIds.slice(0, WAKE_UPS)
    HandleStripeEventJob.dispatchMany(woken.map((eventId) => ({ eventId })))
      .run()
      .catch((error) => logger.warn({ err: error }, 'The queue was not told of new events'))
  }
}
