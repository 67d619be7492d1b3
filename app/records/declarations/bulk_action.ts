import type { Actor } from '#authority/actor'
import type { Permission } from '#authority/permissions'

/** What became of one record. */
export type BulkOutcome = { type: 'done' } | { type: 'skipped' | 'failed'; reason: string }

export interface BulkWords {
  key: string
  label: string
  /**
   * What it will do, for whoever is asked whether they mean it.
   * @param records such as "12 products"
   */
  confirm: (records: string) => string
}

/**
 * Something that staff can do with many records at once. It is done with one after the other, each
 * as if it were the only one: with its own checks and its own entry in the audit.
 */
export interface BulkAction extends BulkWords {
  permission: Permission
  runOne: (id: number, actor: Actor) => Promise<BulkOutcome>
}
