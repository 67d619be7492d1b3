import { DateTime } from 'luxon'
import { printTime } from '#shared/print_time'
import type { Difference, ReconcileReport } from '#operations/reconcile/reconcile_report'

/**
 * Reads a date, or an age such as "2 days".
 * @returns null where it is neither
 */
export function readSince(typed: string, now = DateTime.utc()): DateTime | null {
  const ago = /^(\d{1,4})\s*(hour|day|week)s?$/.exec(typed.trim())
  if (ago) {
    return now.minus({ [`${ago[2]}s`]: Number(ago[1]) })
  }
  const day = DateTime.fromISO(typed.trim(), { zone: 'utc' })
  return day.isValid && day <= now ? day : null
}

/** A report as text for a terminal. */
export function printReconcileReport(report: ReconcileReport): string {
  return [
    comparedText(report),
    ...report.differences.map((difference) => `  ${differenceText(difference)}`),
    resultText(report),
  ].join('\n')
}

/** What was compared, in a sentence. */
export function comparedText({ seen, since, eventsFetched }: ReconcileReport): string {
  return (
    `Compared since ${printTime(since, 'datetime', 'en')}: ${counted(seen.sessions, 'checkout')}, ` +
    `${counted(seen.refunds, 'refund')}, ${counted(seen.disputes, 'dispute')}, ` +
    `${counted(seen.subscriptions, 'subscription')}, ` +
    `${counted(seen.events, 'undelivered event')} (${eventsFetched} new here).`
  )
}

/** "1 dispute", "2 disputes". */
function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** One difference in one line. */
export function differenceText(difference: Difference): string {
  const { sessionId, reference, why, before, after, state, problem } = difference
  const what = reference === null ? sessionId : `purchase ${reference} (${sessionId})`
  switch (state) {
    case 'found':
      return `${what}: ${why}; here ${before ?? 'nothing'}`
    case 'failed':
      return `${what}: ${why}; not fixed: ${problem ?? 'unknown'}`
    case 'fixed':
      if (before === null && after !== null) {
        return `${what}: ${why}; recorded now, and ${after}`
      }
      return before === after
        ? `${what}: ${why}; looked at again`
        : `${what}: ${why}; here it was ${before ?? 'unknown'}, now it is ${after ?? 'unknown'}`
  }
}

/** The result, in a sentence. */
export function resultText({ counts }: ReconcileReport): string {
  const { found, fixed, failed } = counts
  if (found + fixed + failed === 0) {
    return 'Stripe and this store say the same.'
  }
  return [
    found > 0 && `${found} found, nothing was changed.`,
    fixed > 0 && `${fixed} fixed.`,
    failed > 0 && `${failed} could not be fixed.`,
  ]
    .filter(Boolean)
    .join(' ')
}
