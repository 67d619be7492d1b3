import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import lock from '@adonisjs/lock/services/main'
import logger from '@adonisjs/core/services/logger'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import type { SubscriptionScope } from '#operations/reconcile/compare_subscriptions'
import CompareWithStripe from '#operations/reconcile/compare_with_stripe'
import {
  addDifference,
  isReconciled,
  saveReport,
  newReport,
  type ReconcileReport,
  type Suspect,
} from '#operations/reconcile/reconcile_report'
import { HANDLED_EVENT_TYPES } from '#webhooks/handlers/event_handlers'
import RecordStripeEvent from '#webhooks/record_stripe_event'
import db from '@adonisjs/lucid/services/db'
import { PaymentGateway } from '#stripe/payment_gateway'

/**
 * Days for which Stripe lists undelivered events. Source:
 * https://docs.stripe.com/webhooks/process-undelivered-events
 */
export const EVENT_DAYS = 30

/** Milliseconds after which the lock of a dead process expires. */
const LOCK_FOR = 5 * 60_000

export interface ReconcileInput {
  since: DateTime
  /** Which subscriptions are compared: by default, all that run at Stripe or here. */
  subscriptions?: SubscriptionScope
  /** Reports differences and writes nothing. */
  isDryRun?: boolean
  onDifference?: (report: ReconcileReport) => void
}

/**
 * Compares Stripe and this store in both directions: undelivered events, sessions, refunds,
 * disputes and subscriptions. Differences are fixed by `FulfilCheckout`, as for a webhook, so it is
 * safe beside live webhooks. One runs at a time, across all machines.
 */
@inject()
export default class Reconcile {
  constructor(
    private gateway: PaymentGateway,
    private compare: CompareWithStripe,
    private fulfilCheckout: FulfilCheckout,
    private recordStripeEvent: RecordStripeEvent
  ) {}

  /**
   * @returns the report; null where another process is running it
   * @throws {PaymentGatewayError} where Stripe cannot be read
   */
  async handle({ since, subscriptions, isDryRun = false, onDifference }: ReconcileInput) {
    const runLock = lock.createLock('reconcile', LOCK_FOR)
    if (!(await runLock.acquireImmediately())) {
      return null
    }
    const renewal = setInterval(() => {
      runLock
        .extend(LOCK_FOR)
        .catch((error) => logger.warn({ err: error }, 'A lock was not extended'))
    }, LOCK_FOR / 3)
    try {
      const report = newReport(since, isDryRun)
      await this.#fetchEvents(since, report)
      for await (const suspect of this.compare.suspects(since, report.seen, subscriptions)) {
        await this.#resolve(suspect, report)
        onDifference?.(report)
      }
      report.endedAt = DateTime.utc().toISO()
      if (!isDryRun) {
        await saveReport(report)
        warn(report)
      }
      return report
    } finally {
      clearInterval(renewal)
      await runLock.release()
    }
  }

  /**
   * Stores undelivered events as if they had been received; they are then handled the same way. An
   * event also counts as undelivered where the endpoint of another application did not take it, so
   * only the types that this store handles are asked for.
   */
  async #fetchEvents(since: DateTime, report: ReconcileReport) {
    const oldest = DateTime.utc().minus({ days: EVENT_DAYS })
    const from = DateTime.max(since, oldest).toUnixInteger()
    for await (const page of this.gateway.listEvents(from, HANDLED_EVENT_TYPES, 'undelivered')) {
      report.seen.events += page.length
      for (const event of report.isDryRun ? [] : page.toReversed()) {
        const rawBody = JSON.stringify(event)
        const outcome = await this.recordStripeEvent.handle({ event, rawBody })
        report.eventsFetched += outcome === 'stored' ? 1 : 0
      }
    }
  }

  async #resolve({ sessionId, why }: Suspect, report: ReconcileReport) {
    const before = await findState(sessionId)
    const difference = { sessionId, why, reference: before.reference, before: before.statuses }
    if (report.isDryRun) {
      addDifference(report, { ...difference, after: null, state: 'found' })
      return
    }
    try {
      const outcome = await this.fulfilCheckout.handle(sessionId, 'background')
      const after = await findState(sessionId)
      if (outcome.type === 'unassigned') {
        return
      }
      const isLost = outcome.type === 'unknown' || outcome.type === 'not_ours'
      if (isLost && before.reference === null) {
        return
      }
      addDifference(report, {
        ...difference,
        reference: after.reference,
        after: after.statuses,
        ...(isLost
          ? { state: 'failed', problem: 'Stripe does not know this checkout as one of this store.' }
          : { state: 'fixed' }),
      })
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      logger.error(
        { err: error, session: sessionId },
        'A difference from Stripe could not be fixed'
      )
      addDifference(report, { ...difference, after: difference.before, state: 'failed', problem })
    }
  }
}

/** The purchases of a checkout: the reference of the first, and the statuses of all. */
async function findState(
  sessionId: string
): Promise<{ reference: string | null; statuses: string | null }> {
  const rows = await db
    .from('purchases')
    .select('reference', 'status')
    .where('checkout_session_id', sessionId)
    .orderBy('id')
  const statuses = new Set(rows.map(({ status }) => status))
  return {
    reference: rows.at(0)?.reference ?? null,
    statuses: rows.length === 0 ? null : [...statuses].join(', '),
  }
}

function warn(report: ReconcileReport) {
  const { counts, eventsFetched } = report
  if (counts.fixed + counts.failed + eventsFetched > 0) {
    const level = isReconciled(report) ? 'warn' : 'error'
    logger[level]({ counts, eventsFetched }, 'Stripe and this store differed')
  }
}
