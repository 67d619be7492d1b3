import type { Calendar } from '#database/large/calendar'
import type { LargeNumbers } from '#database/large/numbers'

export type Row = Record<string, unknown>

/** The id of the first row of each part, by the part's name. */
export type FirstIds = Readonly<Record<string, number>>

/** What the rows are generated from. */
export interface LargeStore {
  numbers: LargeNumbers
  calendar: Calendar
  firstIds: FirstIds
}

/**
 * One kind of row of the large store. Its rows have consecutive ids, so that a row can refer to others
 * without reading them.
 */
export interface Part {
  name: string
  table: string
  count: (numbers: LargeNumbers) => number
  /**
   * @param n counts up from 0
   * @returns null if there is no row for this number
   */
  row: (n: number, store: LargeStore) => Row | null
}

/** The columns that all tables have. */
export function stamps(at: Date): { created_at: Date; updated_at: Date } {
  return { created_at: at, updated_at: at }
}
