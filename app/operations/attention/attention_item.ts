import type { DateTime } from 'luxon'

export type AttentionKind =
  | 'mismatch'
  | 'unassigned'
  | 'further_line'
  | 'unknown_line'
  | 'unassigned_refund'
  | 'event'
  | 'late_event'
  | 'mail'
  | 'file'
  | 'dispute'
  | 'inquiry'
  | 'unknown_product'
  | 'account'
  | 'charged_while_closed'
  | 'second_subscription'
  | 'paid_twice'
  | 'customer'
  | 'reconcile'
  | 'schedule'
  | 'key'
  | 'sync'
  | 'stopped_sync'
  | 'invariant'
  | 'disk'
  | 'refusal'

/** Something that needs attention. */
export interface AttentionItem {
  kind: AttentionKind
  /** A stable key: the same item has the same key in every list. */
  key: string
  reason: string
  /** What it is about. */
  label: string
  since: DateTime
  /** The row that the item's button acts on; null where there is none. */
  id: number | null
  /** Purchases of which staff say which one it is about. */
  choices?: { id: number; label: string }[]
}
