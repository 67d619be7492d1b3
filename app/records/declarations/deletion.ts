import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { FormRow } from '#records/declarations/fields'
import type { ListQuery } from '#records/declarations/list'

/** Rows that depend on a record. */
export interface Relation {
  label: string
  /** The rows, found by an index. */
  rows: (id: number, client: QueryClientContract) => ListQuery
  /** Whether a single such row prevents the deletion; else the rows are deleted with the record. */
  blocks: boolean
}

/**
 * When records may be deleted, and what is deleted with them.
 */
export interface Deletion {
  relations?: Relation[]
  /** Another reason that prevents the deletion, as a sentence; null if there is none. */
  obstacle?: (row: FormRow) => string | null
  /** Deletes what the database does not delete with the record. */
  afterDelete?: (row: FormRow, trx: TransactionClientContract) => Promise<void>
}
