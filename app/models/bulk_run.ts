import { BulkRunSchema } from '#database/schema'

/** A record that was passed over, and why. */
export interface BulkNote {
  id: number
  /** Of the record. */
  name: string
  outcome: 'skipped' | 'failed'
  reason: string
}

/** Which records: some by their ids, or all that a list leaves, as its query string. */
export type Selection = { ids: number[] } | { query: string }

/**
 * Something that staff do with many records at once, and how far it has come. Records are taken in
 * the order of their ids, from the first to `untilId`; `lastId` is the last one that is over.
 */
export default class BulkRun extends BulkRunSchema {
  declare status: 'running' | 'finished' | 'cancelled' | 'stopped'
  declare selection: Selection
  /** Only the first ones. */
  declare notes: BulkNote[]
}
