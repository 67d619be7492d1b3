import { listDueRows, type WorkTable } from '#background/due_rows'

/** Rows that are looked up at once. */
const BATCH = 50

export interface WorkThroughDueRowsInput {
  table: WorkTable
  /** Must claim the row, and do nothing where it cannot. */
  work: (id: number) => Promise<unknown>
  /** How many rows are worked on at once. */
  lanes: number
  /** Seconds after which no further batch is begun. */
  seconds: number
}

/**
 * Works through all rows that are due. Several may do so at once: each begins elsewhere, and what
 * one has claimed the others pass over.
 */
export default class WorkThroughDueRows {
  /**
   * @returns whether nothing was due any more when the time was over
   */
  async handle({ table, work, lanes, seconds }: WorkThroughDueRowsInput): Promise<boolean> {
    const end = performance.now() + seconds * 1000
    while (performance.now() < end) {
      const ids = await listDueRows(table, BATCH)
      if (ids.length === 0) {
        return true
      }
      const start = Math.floor(Math.random() * ids.length)
      await inLanes([...ids.slice(start), ...ids.slice(0, start)], work, lanes)
    }
    return false
  }
}

/** Each item in turn, some at once. */
export async function inLanes<Item>(
  items: Item[],
  work: (item: Item) => Promise<unknown>,
  lanes: number
): Promise<void> {
  const waiting = items.values()
  const running = Array.from({ length: lanes }, async () => {
    for (const item of waiting) {
      await work(item)
    }
  })
  await Promise.all(running)
}
