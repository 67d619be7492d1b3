import type { Calendar } from '#database/large/calendar'
import type { LargeNumbers } from '#database/large/numbers'

export type Row = Record<string, unknown>

/** The id that the first row of a part has. */
export type FirstIds = Readonly<Record<string, number>>

/** What every row is made from. */
export interface LargeStore {
  numbers: LargeNumbers
  calendar: Calendar
  firstIds: FirstIds
}

/**
 * One kind of row of the large store. Its rows have ids in their order, so that each can be made
 * without reading those that it speaks of.
 */
export interface Part {
  name: string
  table: string
  count: (numbers: LargeNumbers) => number
  /** @returns null for a number that has no row */
  row: (n: number, store: LargeStore) => Row | null
}

/** The columns that every row has. */
export function stamps(at: Date): { created_at: Date; updated_at: Date } {
  return { created_at: at, updated_at: at }
}
