import { DateTime } from 'luxon'
import SaveSetting from '#settings/save_setting'
import FindSetting from '#settings/find_setting'

/** The row of `settings` with the last report, as JSON. */
export const REPORT = 'reconcile_report'

/** Also for reports of older versions, which had other counts. */
const NO_DIFFERENCES = { found: 0, fixed: 0, failed: 0 }

/** Most differences that a report lists; it counts all of them. */
const MOST = 500

/** A Checkout Session that must be read again, and why. */
export interface Suspect {
  sessionId: string
  why: string
}

/** A difference between Stripe and this store. */
export interface Difference {
  sessionId: string
  /** The reference of its first purchase; null where there was none. */
  reference: string | null
  why: string
  /** The statuses of its purchases before and after; null where there are none. */
  before: string | null
  after: string | null
  /**
   * - `found` not fixed, because it was a dry run
   * - `fixed` both sides match now
   * - `failed` it could not be fixed; `problem` says why
   */
  state: 'found' | 'fixed' | 'failed'
  problem?: string
}

/** The result of a comparison. */
export interface ReconcileReport {
  isDryRun: boolean
  /** ISO 8601, UTC. */
  since: string
  startedAt: string
  endedAt: string
  /** How many of each were compared. */
  seen: {
    events: number
    sessions: number
    refunds: number
    disputes: number
    subscriptions: number
  }
  /** Undelivered events that were fetched from Stripe. */
  eventsFetched: number
  /** How many differences there were, by state. */
  counts: { found: number; fixed: number; failed: number }
  /** The first `MOST` of them. */
  differences: Difference[]
}

/** An empty report. */
export function newReport(since: DateTime, isDryRun: boolean): ReconcileReport {
  const now = DateTime.utc().toISO()
  return {
    isDryRun,
    since: since.toUTC().toISO() ?? '',
    startedAt: now,
    endedAt: now,
    seen: { events: 0, sessions: 0, refunds: 0, disputes: 0, subscriptions: 0 },
    eventsFetched: 0,
    counts: { ...NO_DIFFERENCES },
    differences: [],
  }
}

/** Counts a difference, and lists it while there is room. */
export function addDifference(report: ReconcileReport, difference: Difference) {
  report.counts[difference.state] += 1
  if (report.differences.length < MOST) {
    report.differences.push(difference)
  }
}

/** Whether Stripe and this store match now. */
export function isReconciled({ counts }: ReconcileReport): boolean {
  return counts.failed === 0 && counts.found === 0
}

/** Saves a report as the last one. */
export async function saveReport(report: ReconcileReport): Promise<void> {
  await new SaveSetting().handle(REPORT, JSON.stringify(report))
}

/** The last saved report; null before the first. */
export async function lastReport(): Promise<ReconcileReport | null> {
  const saved = await new FindSetting().handle(REPORT)
  if (saved === null) {
    return null
  }
  const report: ReconcileReport = JSON.parse(saved)
  return { ...report, counts: { ...NO_DIFFERENCES, ...report.counts } }
}
