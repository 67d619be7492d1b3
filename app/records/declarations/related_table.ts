import type { Cell } from '#records/declarations/cells'
import type { Permission } from '#authority/permissions'

/** A small table of related rows on a record's page. */
export interface RelatedTable {
  title: string
  /** The permission to see it, in addition to that for the record. */
  needs?: Permission
  empty: string
  heads: { label: string; align?: 'right' }[]
  rows: Cell[][]
  /** The address of the complete list. */
  more?: string
  /** Whether long texts wrap over several lines, to be read in full. */
  isText?: boolean
}
