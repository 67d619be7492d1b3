import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'

/**
 * Claims on stored events beyond the first: of those that lead to the same Checkout Session, and for
 * as long as the work goes on. A short claim that is renewed lets the events of a killed process
 * come back soon.
 */
export default class ClaimEvents {
  static readonly LEASE_SECONDS = 30
  static readonly RENEWAL_SECONDS = 10

  /**
   * Takes every due event about a session. To be called before the session is read: what has come
   * by then is told by the read.
   */
  async claimSameSession(sessionId: string): Promise<number[]> {
    const now = DateTime.utc()
    const claimed: { id: number }[] = await db
      .from('stripe_events')
      .where('checkout_session_id', sessionId)
      .whereNotNull('next_attempt_at')
      .where('next_attempt_at', '<=', databaseTime(now))
      .where((free) =>
        free.whereNull('claimed_until').orWhere('claimed_until', '<=', databaseTime(now))
      )
      .update(
        {
          claimed_until: databaseTime(now.plus({ seconds: ClaimEvents.LEASE_SECONDS })),
          // Lucid unpacks raw values only where nothing is returned.
          attempts: db.raw('attempts + 1').toKnex(db.connection().getWriteClient().client),
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
