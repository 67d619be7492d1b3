import { BulkRunSchema } from '#database/schema'

/** A record that was skipped or failed, and why. */
export interface BulkNote {
  id: number
  /** The record's name. */
  name: string
  outcome: 'skipped' | 'failed'
  reason: string
}

/** Records by their ids, or all records of a filtered list, as its query string. */
export type Selection = { ids: number[] } | { query: string }

/**
 * A bulk action on many records, and its progress. Records are processed in the order of their ids,
 * up to `untilId`; `lastId` is the last one processed.
 */
export default class BulkRun extends BulkRunSchema {
  declare status: 'running' | 'finished' | 'cancelled' | 'stopped'
  declare selection: Selection
  /** The first ones of each outcome. */
  declare notes: BulkNote[]
}
