import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import ChangeSubscription from '#purchases/subscriptions/change_subscription'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import HandleStripeEvent from '#webhooks/handle_stripe_event'
import RefundPurchase from '#purchases/refunds/refund_purchase'
import RunBulk from '#records/bulk/run_bulk'
import SendMail from '#mail/send_mail'
import SettleDoublePayments from '#purchases/refunds/settle_double_payments'
import UpdateCustomer from '#checkout/update_customer'
import WorkThroughDueRows, { inLanes } from '#background/work_through_due_rows'
import { databaseTime } from '#database/columns'
import RefundRequest from '#models/refund_request'
import SubscriptionRequest from '#models/subscription_request'

/** Rows per table that are processed at the same time. */
const LANES = 4

/** Seconds per run; the rest waits for the next run. */
const SECONDS = 50

/** Seconds for which a bulk run is resumed at a time. */
const BULK_SECONDS = 5

/** Attempts that are rechecked per run; the rest waits for the next run. */
const OLD_ATTEMPTS = 200

/** Refunds, and changes of subscriptions, that are resumed per run. */
const OPEN_REQUESTS = 50

/** Minutes after a session's end during which its buyer may still be returning. */
const LATE = 2

/**
 * Does the work that no job was dispatched for: because the queue failed, a process died, or a
 * first attempt failed. It works from the rows, so a store without its queue is slower but loses
 * nothing.
 */
@inject()
export default class ResumeMissedWork {
  constructor(
    private handleStripeEvent: HandleStripeEvent,
    private sendMail: SendMail,
    private updateCustomer: UpdateCustomer,
    private fulfilCheckout: FulfilCheckout,
    private refundPurchase: RefundPurchase,
    private changeSubscription: ChangeSubscription,
    private settleDoublePayments: SettleDoublePayments
  ) {}

  async handle(): Promise<void> {
    const workThroughDueRows = new WorkThroughDueRows()
    await Promise.all([
      workThroughDueRows.handle({
        table: 'stripe_events',
        work: (id) => this.handleStripeEvent.handleWhenCalm(id),
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
      workThroughDueRows.handle({
        table: 'customer_updates',
        work: (id) => this.updateCustomer.handle(id),
        lanes: LANES,
        seconds: SECONDS,
      }),
      this.#recheckOldAttempts(),
      this.#resumeRefunds()
        .then(() => this.#resumeSubscriptionRequests())
        .then(() => this.settleDoublePayments.handle()),
    ])
  }

  /** Refunds without an answer: repeating the request tells whether the money was returned. */
  async #resumeRefunds() {
    const requests = await RefundRequest.query()
      .where('status', 'open')
      .where('updatedAt', '<', databaseTime(DateTime.utc().minus({ minutes: 1 })))
      .orderBy('id')
      .limit(OPEN_REQUESTS)
    for (const request of requests) {
      try {
        await this.refundPurchase.resume(request)
      } catch (error) {
        logger.warn({ err: error, request: request.id }, 'A refund could not be resumed')
      }
    }
  }

  /** Changes of subscriptions without an answer, and those that a refund or decision asked for. */
  async #resumeSubscriptionRequests() {
    const requests = await SubscriptionRequest.query()
      .where('status', 'open')
      .where('updatedAt', '<', databaseTime(DateTime.utc().minus({ minutes: 1 })))
      .orderBy('id')
      .limit(OPEN_REQUESTS)
    for (const request of requests) {
      try {
        const outcome = await this.changeSubscription.resume(request)
        if (outcome.type === 'refused' || outcome.type === 'unavailable') {
          logger.warn({ outcome, request: request.id }, 'A subscription could not be changed')
        }
      } catch (error) {
        logger.warn({ err: error, request: request.id }, 'A subscription could not be changed')
      }
    }
  }

  /**
   * Expired sessions without a known result: abandoned, or paid while every message about it was
   * lost.
   */
  async #recheckOldAttempts() {
    const attempts = await db
      .from('checkout_attempts')
      .select('id', 'checkout_session_id')
      .where('status', 'open')
      .where('expires_at', '<', databaseTime(DateTime.utc().minus({ minutes: LATE })))
      .orderBy('expires_at')
      .limit(OLD_ATTEMPTS)

    const recheck = async ({ id, checkout_session_id: sessionId }: (typeof attempts)[number]) => {
      try {
        const outcome = sessionId
          ? await this.fulfilCheckout.handle(sessionId, 'background')
          : { type: 'unknown' as const }
        if (outcome.type === 'unknown') {
          await closeAttempt(id)
        }
      } catch (error) {
        logger.warn({ err: error, attempt: id }, 'An old attempt could not be rechecked')
      }
    }
    await inLanes(attempts, recheck, LANES)
  }
}

/** The URL of its session was never handed out, so it cannot have been paid. */
async function closeAttempt(id: number) {
  await db
    .from('checkout_attempts')
    .where('id', id)
    .where('status', 'open')
    .update({ status: 'failed', updated_at: databaseTime(DateTime.utc()) })
}
