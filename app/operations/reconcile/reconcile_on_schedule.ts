import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import Reconcile, { EVENT_DAYS } from '#operations/reconcile/reconcile'
import { lastReport } from '#operations/reconcile/reconcile_report'
import FindSetting from '#settings/find_setting'
import SaveSetting from '#settings/save_setting'
import { withRefusals } from '#stripe/with_refusals'

/** The act of which Stripe's refusals are recorded. */
export const RECONCILING = { act: 'reconcile', label: 'Comparing purchases with Stripe' }

/** Hours that are compared in every run. */
const RECENT_HOURS = 2

/** Days of a full comparison: somewhat more than Stripe keeps its events. */
export const FULL_DAYS = EVENT_DAYS + 5

/** Hours between two full comparisons. */
const FULL_EVERY = 24

/** The row of `settings` with the time of the last full comparison. */
const LAST_FULL = 'reconciled_in_full_at'

/**
 * Reconciles on schedule: every few minutes the recent hours, or everything since the last run
 * where the store was down; once a day in full. Only a full run lists the subscriptions that have not
 * changed.
 */
@inject()
export default class ReconcileOnSchedule {
  constructor(private reconcile: Reconcile) {}

  async handle(now = DateTime.utc()): Promise<void> {
    const isFull = await this.#isFullDue(now)
    const since = isFull ? now.minus({ days: FULL_DAYS }) : await sinceLast(now)
    const subscriptions = isFull ? 'running' : 'changed'
    const report = await withRefusals(RECONCILING, () =>
      this.reconcile.handle({ since, subscriptions })
    )
    if (isFull && report !== null) {
      await new SaveSetting().handle(LAST_FULL, report.startedAt)
    }
  }

  async #isFullDue(now: DateTime): Promise<boolean> {
    const last = await new FindSetting().handle(LAST_FULL)
    return last === null || DateTime.fromISO(last) < now.minus({ hours: FULL_EVERY })
  }
}

async function sinceLast(now: DateTime): Promise<DateTime> {
  const last = await lastReport()
  const begun = last === null ? now : DateTime.fromISO(last.startedAt)
  return DateTime.min(now, begun).minus({ hours: RECENT_HOURS })
}
