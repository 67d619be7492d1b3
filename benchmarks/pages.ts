import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { get } from 'node:http'
import { compare } from './load.js'
import { line } from './report.js'
import type { Shop } from './shop.js'

/** Seconds of each round. */
const ROUND = 5

/** Request headers of a browser. */
const BROWSER = { 'accept': 'text/html', 'accept-encoding': 'gzip, deflate, br' }

/**
 * Measures the store home and a product page for a visitor, and the store home signed in, each compared
 * with a bare server that sends the same bytes.
 */
export async function measurePages(shop: Shop): Promise<void> {
  const cookie = await shop.signIn()
  for (const [name, path, headers] of [
    ['store home, visitor', '/', BROWSER],
    ['product page, visitor', '/products/corner-icons', BROWSER],
    ['store home, signed in', '/', { ...BROWSER, cookie }],
  ] as const) {
    const address = `${shop.url}${path}`
    const answer = await fetchRaw(address, headers)
    const file = join(shop.folder, 'bare_body')
    writeFileSync(file, answer.body)
    const bare = await shop.bare({ BARE_BODY: file, BARE_HEADERS: JSON.stringify(answer.headers) })
    const { one, other, ratio } = await compare(
      { address, headers, processId: shop.processId },
      { address: bare.url, headers, processId: bare.processId },
      ROUND
    )
    await bare.stop()
    line(`${name} (${answer.body.length} bytes)`, {
      'of bare node:http': ratio.toFixed(3),
      'µs/response': one.cost.toFixed(1),
      'bare µs': other.cost.toFixed(1),
      'responses/s': one.rate.toFixed(0),
      'bare responses/s': other.rate.toFixed(0),
      'p50 ms': one.p50,
      'p99 ms': one.p99,
      'p99/p50': (one.p99 / Math.max(one.p50, 1)).toFixed(1),
      'failed': one.failures,
    })
  }
}

/** Fetches a page without decompressing it. */
function fetchRaw(address: string, headers: Record<string, string>) {
  return new Promise<{ body: Buffer; headers: Record<string, string> }>((resolve, reject) => {
    get(address, { headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('end', () => {
        const { connection, date, 'keep-alive': keepAlive, ...kept } = answer.headers
        resolve({ body: Buffer.concat(chunks), headers: kept as Record<string, string> })
      })
      answer.on('error', reject)
    }).on('error', reject)
  })
}
