import { listDueRows, type WorkTable } from '#actions/claim_work'

/** Rows that are looked up at once. */
const BATCH = 50

/** Batches; what is left then waits for the next wake-up. */
const ROUNDS = 40

/**
 * Works through all rows that are due. Several may do so at once: each begins elsewhere, and what
 * one has claimed the others pass over.
 */
export default class WorkOff {
  /**
   * @param work must claim the row, and do nothing where it cannot
   * @param lanes how many rows are worked on at once
   */
  async handle(table: WorkTable, work: (id: number) => Promise<unknown>, lanes = 1): Promise<void> {
    for (let round = 1; round <= ROUNDS; round++) {
      const ids = await listDueRows(table, BATCH)
      if (ids.length === 0) {
        return
      }
      const start = Math.floor(Math.random() * ids.length)
      await inLanes([...ids.slice(start), ...ids.slice(0, start)], work, lanes)
    }
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
