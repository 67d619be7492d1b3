import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { databaseTime, readTime } from '#database/columns'

interface DueEvent {
  id: number
  type: string
}

/**
 * Claims on stored events beyond the first: of those that ask for the same work, and for as long
 * as that goes on. A short claim that is renewed lets the events of a killed process
 * come back soon.
 */
export default class ClaimEvents {
  static readonly LEASE_SECONDS = 30
  static readonly RENEWAL_SECONDS = 10

  /**
   * Takes every due event of the same type about the same object. To be called before that is read:
   * what has come by then is told by the read.
   */
  async claimSameObject(type: string, objectId: string): Promise<number[]> {
    const due = await this.#listDue('object_id', objectId)
    return this.#claim(due.filter((event) => event.type === type))
  }

  /** Takes every due event about a Checkout Session, under the same rule. */
  async claimSameSession(sessionId: string): Promise<number[]> {
    return this.#claim(await this.#listDue('checkout_session_id', sessionId))
  }

  /**
   * By one column that few rows share and nothing else that has an index: a database without
   * statistics would as soon walk through all events of a type.
   */
  async #listDue(column: 'object_id' | 'checkout_session_id', value: string): Promise<DueEvent[]> {
    const now = DateTime.utc()
    const events = await db
      .from('stripe_events')
      .select('id', 'type', 'next_attempt_at', 'claimed_until')
      .where(column, value)
    return events.filter(
      (event) =>
        event.next_attempt_at !== null &&
        readTime(event.next_attempt_at) <= now &&
        (event.claimed_until === null || readTime(event.claimed_until) <= now)
    )
  }

  async #claim(events: DueEvent[]): Promise<number[]> {
    if (events.length === 0) {
      return []
    }
    const now = DateTime.utc()
    const claimed: { id: number }[] = await db
      .from('stripe_events')
      .whereIn(
        'id',
        events.map(({ id }) => id)
      )
      .whereNotNull('next_attempt_at')
      .where((free) =>
        free.whereNull('claimed_until').orWhere('claimed_until', '<=', databaseTime(now))
      )
      .update(
        {
          claimed_until: databaseTime(now.plus({ seconds: ClaimEvents.LEASE_SECONDS })),
          /** Lucid unpacks its own raw values only where nothing is returned. */
          attempts: db.connection().getWriteClient().raw('attempts + 1'),
          updated_at: databaseTime(now),
        },
        ['id']
      )
    return claimed.map(({ id }) => id)
  }

  /**
   * Keeps the claims until the returned function is called.
   * @param eventIds may grow meanwhile
   */
  keep(eventIds: number[]): () => void {
    const timer = setInterval(() => {
      this.#renew(eventIds).catch((error) =>
        logger.warn({ err: error }, 'The claim on an event could not be renewed')
      )
    }, ClaimEvents.RENEWAL_SECONDS * 1000)
    return () => clearInterval(timer)
  }

  async #renew(eventIds: number[]) {
    const until = DateTime.utc().plus({ seconds: ClaimEvents.LEASE_SECONDS })
    await db
      .from('stripe_events')
      .whereIn('id', eventIds)
      .whereNotNull('claimed_until')
      .update({ claimed_until: databaseTime(until) })
  }
}
