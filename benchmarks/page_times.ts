import { line } from './report.js'

/** Calls measured for each line, after one to warm up. */
const CALLS = 20

/**
 * Measures repeated calls, such as requests of a page, and prints their line, which ends with `PASS` or `over`.
 * @param target the share of calls that may take at most `limit` milliseconds
 */
export async function measureTimes(
  name: string,
  call: () => unknown,
  target: { share: number; limit: number }
): Promise<void> {
  await call()
  const times: number[] = []
  for (let count = 0; count < CALLS; count++) {
    const begin = performance.now()
    await call()
    times.push(performance.now() - begin)
  }
  times.sort((a, b) => a - b)
  const within = (share: number) => times[Math.ceil(CALLS * share) - 1]
  line(name, {
    'p50 ms': within(0.5).toFixed(0),
    'p95 ms': within(0.95).toFixed(0),
    [`of ${target.limit}`]: within(target.share) <= target.limit ? 'PASS' : 'over',
  })
}

/**
 * Requests a page.
 * @throws Error unless the answer is 200
 */
export async function readPage(address: string, cookie: string): Promise<string> {
  const answer = await fetch(address, { headers: { cookie, accept: 'text/html' } })
  const page = await answer.text()
  if (answer.status !== 200) {
    throw new Error(`${address} answered ${answer.status}`)
  }
  return page
}
