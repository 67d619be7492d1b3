import type { Actor } from '#authority/actor'
import type { Permission } from '#authority/permissions'

/** The result for one record. */
export type BulkOutcome = { type: 'done' } | { type: 'skipped' | 'failed'; reason: string }

/** How a bulk action is named in addresses and on pages. */
export interface BulkLabels {
  key: string
  label: string
  /**
   * The text of the confirmation page, which says what the action will do.
   * @param records such as "12 products"
   */
  confirm: (records: string) => string
}

/**
 * An action on many records. Records are processed one after the other, each with its own checks
 * and its own audit entry.
 */
export interface BulkAction extends BulkLabels {
  permission: Permission
  runOne: (id: number, actor: Actor) => Promise<BulkOutcome>
}
