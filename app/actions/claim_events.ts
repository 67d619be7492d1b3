import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import { databaseTime } from '#database/columns'

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
    return this.#claim((events) => events.where('object_id', objectId).where('type', type))
  }

  /** Takes every due event about a Checkout Session, under the same rule. */
  async claimSameSession(sessionId: string): Promise<number[]> {
    return this.#claim((events) => events.where('checkout_session_id', sessionId))
  }

  async #claim(which: (events: DatabaseQueryBuilderContract) => unknown): Promise<number[]> {
    const now = DateTime.utc()
    const claimed: { id: number }[] = await db
      .from('stripe_events')
      .where(which)
      .whereNotNull('next_attempt_at')
      .where('next_attempt_at', '<=', databaseTime(now))
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
