import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { listDueRows, type WorkTable } from '#actions/claim_work'
import FulfilCheckout from '#actions/fulfil_checkout'
import HandleStripeEvent from '#actions/handle_stripe_event'
import SendMail from '#actions/send_mail'
import { databaseTime } from '#database/columns'

/** Rows that are looked up at once, and worked on at once. */
const BATCH = 100
const AT_ONCE = 4

/** Batches of one sweep; what is left waits for the next. */
const ROUNDS = 20

/** Minutes after a session's end for which its buyer may still be on the way back. */
const LATE = 2

/**
 * Finds the work that nobody was woken for: because the queue was gone, a process died, or a first
 * try failed. It works from the rows themselves, so a store without its queue is slower and nothing
 * worse.
 */
@inject()
export default class Sweep {
  constructor(
    private handleStripeEvent: HandleStripeEvent,
    private sendMail: SendMail,
    private fulfilCheckout: FulfilCheckout
  ) {}

  async handle(): Promise<void> {
    await Promise.all([
      this.#workThrough('stripe_events', (id) => this.handleStripeEvent.handle(id)),
      this.#workThrough('mails', (id) => this.sendMail.handle(id)),
      this.#lookAtOldAttempts(),
    ])
  }

  async #workThrough(table: WorkTable, work: (id: number) => Promise<unknown>) {
    for (let round = 1; round <= ROUNDS; round++) {
      const ids = await listDueRows(table, BATCH)
      if (ids.length === 0) {
        return
      }
      await several(ids, work)
    }
  }

  /**
   * Sessions whose time is over and that nothing was heard of: abandoned, or paid while every
   * message about it got lost.
   */
  async #lookAtOldAttempts() {
    const attempts = await db
      .from('checkout_attempts')
      .select('id', 'checkout_session_id')
      .where('status', 'open')
      .where('expires_at', '<', databaseTime(DateTime.utc().minus({ minutes: LATE })))
      .orderBy('expires_at')
      .limit(BATCH)

    await several(attempts, async ({ id, checkout_session_id: sessionId }) => {
      try {
        const outcome = sessionId
          ? await this.fulfilCheckout.handle(sessionId, 'background')
          : { type: 'unknown' as const }
        if (outcome.type === 'unknown') {
          await closeAttempt(id)
        }
      } catch (error) {
        logger.warn({ err: error, attempt: id }, 'An old attempt could not be looked at')
      }
    })
  }
}

/** Nobody ever learnt the address of its session, so nobody can have paid it. */
async function closeAttempt(id: number) {
  await db
    .from('checkout_attempts')
    .where('id', id)
    .where('status', 'open')
    .update({ status: 'failed', updated_at: databaseTime(DateTime.utc()) })
}

/** Each row in turn, some at once. */
async function several<Row>(rows: Row[], work: (row: Row) => Promise<unknown>) {
  const waiting = rows.values()
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (const row of waiting) {
      await work(row)
    }
  })
  await Promise.all(lanes)
}
