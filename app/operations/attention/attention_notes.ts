import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { REPORT, type ReconcileReport } from '#operations/reconcile/reconcile_report'
import { STOPPED_SYNC, type StoppedSync } from '#catalogue/sync/too_many_removals'
import { HIDDEN_ACCOUNT, OTHER_ACCOUNT, type OtherAccount } from '#settings/stripe_account'
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
 * What needs attention according to the store's own settings: the last reconcile report, a key of
 * another Stripe account, the last catalogue sync, the last check of the invariants; and the room on the disk. One query.
 */
export async function attentionNotes(now: DateTime): Promise<AttentionItem[]> {
  const rows: { key: string; value: string }[] = await db
    .from('settings')
    .select('key', 'value')
    .whereIn('key', [REPORT, LAST_SYNC, VIOLATIONS, OTHER_ACCOUNT, STOPPED_SYNC])
  const notes = new Map(rows.map(({ key, value }) => [key, value]))
  return [
    ...fromReport(notes.get(REPORT), now),
    ...fromOtherAccount(notes.get(OTHER_ACCOUNT)),
    ...fromStoppedSync(notes.get(STOPPED_SYNC)),
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

function fromOtherAccount(note: string | undefined): AttentionItem[] {
  const other: OtherAccount | null = note ? JSON.parse(note) : null
  const isHidden = other?.accountId === HIDDEN_ACCOUNT
  const account = isHidden
    ? 'a Stripe account that it may not read, and that has none of this store’s products'
    : `the Stripe account ${other?.accountId}`
  return other === null
    ? []
    : [
        {
          kind: 'key',
          key: `key:${other.accountId}`,
          reason: `STRIPE_SECRET_KEY is a key of ${account}. This database belongs to another one, so nothing is sent to Stripe: nobody can buy, and nothing is refunded or copied. Set a key of the first account, or use another database`,
          label: isHidden ? 'STRIPE_SECRET_KEY' : other.accountId,
          since: DateTime.fromISO(other.since),
          id: null,
        },
      ]
}

function fromStoppedSync(note: string | undefined): AttentionItem[] {
  const stopped: StoppedSync | null = note ? JSON.parse(note) : null
  return stopped === null
    ? []
    : [
        {
          kind: 'stopped_sync',
          key: 'stopped_sync',
          reason: stopped.message,
          label: 'Catalogue',
          since: DateTime.fromISO(stopped.since),
          id: null,
        },
      ]
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
