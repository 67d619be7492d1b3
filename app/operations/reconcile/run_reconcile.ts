import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import Reconcile from '#operations/reconcile/reconcile'
import type { ReconcileReport } from '#operations/reconcile/reconcile_report'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { RECONCILING } from '#operations/reconcile/reconcile_on_schedule'
import { withRefusals } from '#stripe/with_refusals'
import { problemOf } from '#stripe/refusal_text'

/** Days that are compared while a user waits; the command can go further back. */
const DAYS = 2

/** `failed`: Stripe could not be read; `forbidden`: the actor's role may not check purchases. */
export type RunReconcileOutcome =
  | { type: 'done'; report: ReconcileReport }
  | { type: 'failed'; problem: string }
  /** Another process is running it. */
  | { type: 'busy' }
  | { type: 'forbidden' }

/**
 * Runs the comparison with Stripe for staff, over the last days. A run that writes is audited.
 */
@inject()
export default class RunReconcile {
  constructor(private reconcile: Reconcile) {}

  async handle({
    isDryRun,
    actor,
  }: {
    isDryRun: boolean
    actor: Actor
  }): Promise<RunReconcileOutcome> {
    if (!roleMay(actor.role, 'purchases.check')) {
      return { type: 'forbidden' }
    }
    try {
      const since = DateTime.utc().minus({ days: DAYS })
      const report = await withRefusals(RECONCILING, () =>
        this.reconcile.handle({ since, isDryRun })
      )
      if (report === null) {
        return { type: 'busy' }
      }
      if (!isDryRun) {
        await this.#recordRun(report, actor)
      }
      return { type: 'done', report }
    } catch (error) {
      if (error instanceof PaymentGatewayError) {
        return { type: 'failed', problem: problemOf(error) }
      }
      throw error
    }
  }

  async #recordRun({ counts, eventsFetched }: ReconcileReport, actor: Actor) {
    const all = { ...counts, events_fetched: eventsFetched }
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor,
          action: 'purchases.reconciled',
          subject: { type: 'purchases', id: null, label: 'Purchases' },
          changes: Object.fromEntries(
            Object.entries(all).map(([name, count]) => [name, { before: null, after: count }])
          ),
        },
        trx
      )
    )
  }
}
