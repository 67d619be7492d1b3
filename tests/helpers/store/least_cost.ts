import { countQueries } from '#tests/helpers/store/count_queries'

/** How often the work is done: the first time also fills caches. */
const TIMES = 5

/**
 * Does some work several times. `milliseconds` is the least processor time that this process needed for
 * it, in which it answered nobody else; other work on the machine does not count.
 */
export async function leastCost<Result>(work: () => Promise<Result>) {
  let milliseconds = Infinity
  for (let time = 1; ; time++) {
    const begin = process.cpuUsage()
    const { result, queries, rows } = await countQueries(work)
    const { user, system } = process.cpuUsage(begin)
    milliseconds = Math.min(milliseconds, (user + system) / 1000)
    if (time === TIMES) {
      return { result, queries: queries.length, rows, milliseconds }
    }
  }
}
