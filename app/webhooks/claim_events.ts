import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { databaseTime, readTime } from '#database/columns'

interface DueEvent {
  id: number
  type: string
}

/**
 * Claims the other stored events that ask for the same work as the first, while it runs. Short
 * claims that are renewed make the events of a killed process due again soon.
 */
export default class ClaimEvents {
  static readonly LEASE_SECONDS = 30
  static readonly RENEWAL_SECONDS = 10

  /**
   * Claims every due event of the same type about the same object. Call it before the object is
   * read: the read covers all events received by then.
   */
  async claimSameObject(type: string, objectId: string): Promise<number[]> {
    const due = await this.#listDue('object_id', objectId)
    return this.#claim(due.filter((event) => event.type === type))
  }

  /** Claims every due event about a Checkout Session, under the same rule. */
  async claimSameSession(sessionId: string): Promise<number[]> {
    return this.#claim(await this.#listDue('checkout_session_id', sessionId))
  }

  /**
   * Filters by one selective column and no other indexed one: without statistics, a database might
   * scan all events of a type instead.
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
          /** With a returning clause, Lucid does not unwrap its own raw values. */
          attempts: db.connection().getWriteClient().raw('attempts + 1'),
          updated_at: databaseTime(now),
        },
        ['id']
      )
    return claimed.map(({ id }) => id)
  }

  /**
   * Renews the claims until the returned function is called.
   * @param eventIds may grow meanwhile
   */
  renewRegularly(eventIds: number[]): () => void {
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
