import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import HandleStripeEvent from '#webhooks/handle_stripe_event'
import RefundPurchase from '#purchases/refunds/refund_purchase'
import RunBulk from '#records/bulk/run_bulk'
import SendMail from '#mail/send_mail'
import SettleDoublePayments from '#purchases/refunds/settle_double_payments'
import WorkThroughDueRows, { inLanes } from '#background/work_through_due_rows'
import { databaseTime } from '#database/columns'
import RefundRequest from '#models/refund_request'

/** How much is worked on at once. */
const LANES = 4

/** What is left after this long waits for the next sweep. */
const SECONDS = 50

/** A bulk run is gone on with for so long at once. */
const BULK_SECONDS = 5

/** Attempts that are looked at in one sweep; what is left waits for the next. */
const OLD_ATTEMPTS = 200

/** Refunds that are gone on with in one sweep. */
const OPEN_REFUNDS = 50

/** Minutes after a session's end for which its buyer may still be on the way back. */
const LATE = 2

/**
 * Finds the work that nobody was woken for: because the queue was gone, a process died, or a first
 * try failed. It works from the rows themselves, so a store without its queue is slower and nothing
 * worse.
 */
@inject()
export default class ResumeMissedWork {
  constructor(
    private handleStripeEvent: HandleStripeEvent,
    private sendMail: SendMail,
    private fulfilCheckout: FulfilCheckout,
    private refundPurchase: RefundPurchase,
    private settleDoublePayments: SettleDoublePayments
  ) {}

  async handle(): Promise<void> {
    const workThroughDueRows = new WorkThroughDueRows()
    await Promise.all([
      workThroughDueRows.handle({
        table: 'stripe_events',
        work: (id) => this.handleStripeEvent.handleInTurn(id),
        lanes: LANES,
        seconds: SECONDS,
      }),
      workThroughDueRows.handle({
        table: 'mails',
        work: (id) => this.sendMail.handle(id),
        lanes: LANES,
        seconds: SECONDS,
      }),
      workThroughDueRows.handle({
        table: 'bulk_runs',
        work: (id) => new RunBulk().handle(id, BULK_SECONDS),
        lanes: LANES,
        seconds: SECONDS,
      }),
      this.#recheckOldAttempts(),
      this.#resumeRefunds().then(() => this.settleDoublePayments.handle()),
    ])
  }

  /** Refunds whose answer got lost: whether the money went back is found out by asking again. */
  async #resumeRefunds() {
    const requests = await RefundRequest.query()
      .where('status', 'open')
      .where('updatedAt', '<', databaseTime(DateTime.utc().minus({ minutes: 1 })))
      .orderBy('id')
      .limit(OPEN_REFUNDS)
    for (const request of requests) {
      try {
        await this.refundPurchase.resume(request)
      } catch (error) {
        logger.warn({ err: error, request: request.id }, 'A refund could not be gone on with')
      }
    }
  }

  /**
   * Sessions whose time is over and that nothing was heard of: abandoned, or paid while every
   * message about it got lost.
   */
  async #recheckOldAttempts() {
    const attempts = await db
      .from('checkout_attempts')
      .select('id', 'checkout_session_id')
      .where('status', 'open')
      .where('expires_at', '<', databaseTime(DateTime.utc().minus({ minutes: LATE })))
      .orderBy('expires_at')
      .limit(OLD_ATTEMPTS)

    const look = async ({ id, checkout_session_id: sessionId }: (typeof attempts)[number]) => {
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
    }
    await inLanes(attempts, look, LANES)
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
