import type { DateTime } from 'luxon'

export type AttentionKind =
  | 'mismatch'
  | 'event'
  | 'late_event'
  | 'mail'
  | 'file'
  | 'dispute'
  | 'reconcile'
  | 'schedule'
  | 'sync'
  | 'invariant'

/** Something that waits for a person. */
export interface AttentionItem {
  kind: AttentionKind
  /** The same for the same thing, every time it is listed. */
  key: string
  reason: string
  /** What it is about. */
  label: string
  since: DateTime
  /** The row that the button acts on; null where there is none. */
  id: number | null
}
