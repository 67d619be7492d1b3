import { listDueRows, type WorkTable } from '#background/due_rows'

/** Rows per query. */
const BATCH = 50

export interface WorkThroughDueRowsInput {
  table: WorkTable
  /** Must claim the row first, and do nothing if it cannot. */
  work: (id: number) => Promise<unknown>
  /** How many rows are processed concurrently. */
  lanes: number
  /** Seconds after which no further batch is started. */
  seconds: number
}

/**
 * Processes all due rows of a table. Several processes may do so at the same time: each starts at a
 * random row and skips what another one has claimed.
 */
export default class WorkThroughDueRows {
  /**
   * @returns true if no due row is left, false if the time ran out first
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

/** Processes the items in order, up to `lanes` of them concurrently. */
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
