import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { REPORT, type ReconcileReport } from '#operations/reconcile/reconcile_report'
import { LAST_SYNC } from '#catalogue/sync/sync_on_schedule'
import { differenceText } from '#operations/reconcile/reconcile_text'
import type { AttentionItem } from '#operations/attention/attention_item'
import { formatFileSize } from '#shared/file_size'
import { freeBytes, LEAST_FREE } from '#operations/disk_space'
import type { Violation } from '#operations/check_invariants'

/** Minutes without a report after which the schedule counts as stopped. */
const SILENT_MINUTES = 30

/** Hours after which the copied catalogue is outdated: two syncs were missed. */
const STALE_HOURS = 48

/** The row of `settings` with the violations of the last check. */
export const VIOLATIONS = 'invariants_report'

/** Rules whose violations `ListAttention` lists from rows: missing files, charged subscriptions. */
const LISTED_BY_ROW = new Set(['I8', 'I14'])

/**
 * What needs attention according to the store's own settings: the last reconcile report, the last
 * catalogue sync, the last check of the invariants; and the room on the disk. One query.
 */
export async function attentionNotes(now: DateTime): Promise<AttentionItem[]> {
  const rows: { key: string; value: string }[] = await db
    .from('settings')
    .select('key', 'value')
    .whereIn('key', [REPORT, LAST_SYNC, VIOLATIONS])
  const notes = new Map(rows.map(({ key, value }) => [key, value]))
  return [
    ...fromReport(notes.get(REPORT), now),
    ...fromSync(notes.get(LAST_SYNC), now),
    ...fromViolations(notes.get(VIOLATIONS)),
    ...(await fromDisk(now)),
  ]
}

function fromReport(note: string | undefined, now: DateTime): AttentionItem[] {
  if (note === undefined) {
    return []
  }
  const report: ReconcileReport = JSON.parse(note)
  const since = DateTime.fromISO(report.startedAt)
  const failed = report.differences
    .filter(({ state }) => state === 'failed')
    .map((difference) => ({
      kind: 'reconcile' as const,
      key: `reconcile:${difference.sessionId}`,
      reason: differenceText(difference),
      label: difference.reference ?? difference.sessionId,
      since,
      id: null,
    }))
  const isSilent = since < now.minus({ minutes: SILENT_MINUTES })
  return isSilent ? [...failed, silence(since)] : failed
}

function silence(since: DateTime): AttentionItem {
  return {
    kind: 'schedule',
    key: 'schedule',
    reason: 'Nothing was compared with Stripe since: no process works the schedule',
    label: 'Schedule',
    since,
    id: null,
  }
}

function fromSync(note: string | undefined, now: DateTime): AttentionItem[] {
  const since = note === undefined ? now : DateTime.fromISO(note)
  return since > now.minus({ hours: STALE_HOURS })
    ? []
    : [
        {
          kind: 'sync',
          key: 'sync',
          reason: 'Products and prices were not copied from Stripe since',
          label: 'Catalogue',
          since,
          id: null,
        },
      ]
}

async function fromDisk(now: DateTime): Promise<AttentionItem[]> {
  const free = await freeBytes()
  return free >= LEAST_FREE
    ? []
    : [
        {
          kind: 'disk',
          key: 'disk',
          reason: `Only ${formatFileSize(free, 'en')} are free: uploads and purchases may fail until there is more room`,
          label: 'Disk of DATA_DIR',
          since: now,
          id: null,
        },
      ]
}

function fromViolations(note: string | undefined): AttentionItem[] {
  const report: { at: string; violations: Violation[] } | null = note ? JSON.parse(note) : null
  return (report?.violations ?? [])
    .filter(({ rule }) => !LISTED_BY_ROW.has(rule))
    .map(({ rule, text, label, purchaseId }) => ({
      kind: 'invariant',
      key: `invariant:${rule}:${label}`,
      reason: `${text} (${rule})`,
      label,
      since: DateTime.fromISO(report!.at),
      id: purchaseId,
    }))
}
