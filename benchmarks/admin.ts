import { rmSync } from 'node:fs'
import { demoAccounts } from '../bin/demo/accounts.js'
import { type Kind, kindsOf, pagesOf, type Read } from './admin_kinds.js'
import { databases, largeShop } from './large_shop.js'
import { line } from './report.js'

/** Limits of p95 in milliseconds, for a list and for a page with related rows. */
const LIST_LIMIT = 200
const PAGE_LIMIT = 300

/** Requests measured for each line, after a warm-up request. */
const REQUESTS = 20

const LISTS = ['products', 'purchases', 'customers', 'events', 'mails', 'audit']

/**
 * Measures every list of the panel with a million purchases, signed in as the owner: its first, a deep
 * and its last page, each sort, filter and search; and the pages with the most related rows.
 */
export async function measureAdmin(root: string): Promise<void> {
  for (const database of await databases()) {
    const shop = largeShop(root, database)
    try {
      await database.prepare()
      await shop.open()
      const cookie = await shop.signIn(demoAccounts.owner)
      await measurePanel(database.name, (path) => readPage(`${shop.url}${path}`, cookie))
    } finally {
      await shop.close()
      await database.remove()
      rmSync(shop.folder, { recursive: true, force: true })
    }
  }
}

async function measurePanel(database: string, read: Read) {
  for (const list of LISTS) {
    for (const kind of await kindsOf(list, read)) {
      await measure(database, kind, LIST_LIMIT, read)
    }
  }
  for (const page of await pagesOf(read)) {
    await measure(database, page, PAGE_LIMIT, read)
  }
}

async function measure(database: string, { name, path }: Kind, limit: number, read: Read) {
  await read(path)
  const times: number[] = []
  for (let request = 0; request < REQUESTS; request++) {
    const begin = performance.now()
    await read(path)
    times.push(performance.now() - begin)
  }
  times.sort((a, b) => a - b)
  const p95 = times[Math.ceil(REQUESTS * 0.95) - 1]
  line(`${database} ${name}`, {
    'p50 ms': times[Math.floor(REQUESTS / 2)].toFixed(0),
    'p95 ms': p95.toFixed(0),
    [`of ${limit}`]: p95 <= limit ? 'PASS' : 'over',
  })
}

async function readPage(address: string, cookie: string): Promise<string> {
  const answer = await fetch(address, { headers: { cookie, accept: 'text/html' } })
  const page = await answer.text()
  if (answer.status !== 200) {
    throw new Error(`${address} answered ${answer.status}`)
  }
  return page
}
