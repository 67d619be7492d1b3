import { DateTime } from 'luxon'
import SaveSetting from '#settings/save_setting'
import FindSetting from '#settings/find_setting'

/** The row of `settings` that holds the last report. */
export const REPORT = 'reconcile_report'

/** Differences that a report names one by one; it counts all of them. */
const MOST = 500

/** Something that Stripe and this store did not say alike. */
export interface Difference {
  sessionId: string
  /** Of the purchase; null where there was none. */
  reference: string | null
  why: string
  /** The status of the purchase before and after; null where there is none. */
  before: string | null
  after: string | null
  /**
   * - `found` it was looked for, but not mended: a dry run
   * - `mended` both say the same now
   * - `failed` it could not be mended; `problem` says why
   */
  state: 'found' | 'mended' | 'failed'
  problem?: string
}

/** What was compared, and what came of it. */
export interface ReconcileReport {
  isDryRun: boolean
  /** ISO 8601, UTC. */
  since: string
  startedAt: string
  endedAt: string
  /** How many of each were looked at. */
  seen: {
    events: number
    sessions: number
    refunds: number
    disputes: number
    subscriptions: number
  }
  /** Events of Stripe's that had not come, and were fetched. */
  eventsFetched: number
  /** How many differences there were, by what became of them. */
  counts: { found: number; mended: number; failed: number }
  /** The first of them. */
  differences: Difference[]
}

/** A report of nothing yet. */
export function newReport(since: DateTime, isDryRun: boolean): ReconcileReport {
  const now = DateTime.utc().toISO()
  return {
    isDryRun,
    since: since.toUTC().toISO() ?? '',
    startedAt: now,
    endedAt: now,
    seen: { events: 0, sessions: 0, refunds: 0, disputes: 0, subscriptions: 0 },
    eventsFetched: 0,
    counts: { found: 0, mended: 0, failed: 0 },
    differences: [],
  }
}

export function addDifference(report: ReconcileReport, difference: Difference) {
  report.counts[difference.state] += 1
  if (report.differences.length < MOST) {
    report.differences.push(difference)
  }
}

/** Whether Stripe and this store say the same now. */
export function isReconciled({ counts }: ReconcileReport): boolean {
  return counts.failed === 0 && counts.found === 0
}

/** Keeps a report as the last one. */
export async function saveReport(report: ReconcileReport): Promise<void> {
  await new SaveSetting().handle(REPORT, JSON.stringify(report))
}

/** The last report that was kept; null before the first. */
export async function lastReport(): Promise<ReconcileReport | null> {
  const kept = await new FindSetting().handle(REPORT)
  return kept === null ? null : JSON.parse(kept)
}
