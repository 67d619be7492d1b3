import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { FormRow } from '#records/declarations/fields'
import type { ListQuery } from '#records/declarations/list'

/** What hangs on a record. */
export interface Relation {
  label: string
  /** Its rows, found by an index. */
  rows: (id: number, client: QueryClientContract) => ListQuery
  /** A record with any of it stays; else it goes with the record. */
  blocks: boolean
}

/**
 * How records are deleted: never with something on them that somebody may still need.
 */
export interface Deletion {
  relations?: Relation[]
  /** What else is in the way, as a sentence. */
  obstacle?: (row: FormRow) => string | null
  /** What goes with the record and does not go by itself. */
  afterDelete?: (row: FormRow, trx: TransactionClientContract) => Promise<void>
}
