import { line } from './report.js'

/** Requests measured for each line, after a warm-up request. */
const REQUESTS = 20

/**
 * Measures a page and prints its line, which ends with `PASS` or `over`.
 * @param target the share of requests that may take at most `limit` milliseconds
 */
export async function measurePage(
  name: string,
  read: () => Promise<unknown>,
  target: { share: number; limit: number }
): Promise<void> {
  await read()
  const times: number[] = []
  for (let request = 0; request < REQUESTS; request++) {
    const begin = performance.now()
    await read()
    times.push(performance.now() - begin)
  }
  times.sort((a, b) => a - b)
  const within = (share: number) => times[Math.ceil(REQUESTS * share) - 1]
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
