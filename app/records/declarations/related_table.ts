import type { Cell } from '#records/declarations/cells'
import type { Permission } from '#authority/permissions'

/** A small table of what belongs to a record, on its page. */
export interface RelatedTable {
  title: string
  /** What one needs to see it, beyond the record itself. */
  needs?: Permission
  empty: string
  heads: { label: string; align?: 'right' }[]
  rows: Cell[][]
  /** Where all of them are. */
  more?: string
  /** Whether long texts are to be read in full, over several lines. */
  isText?: boolean
}
