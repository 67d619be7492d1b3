import { rmSync } from 'node:fs'
import { demoAccounts } from '../bin/demo/accounts.js'
import { type Kind, kindsOf, pagesOf, type Read } from './admin_kinds.js'
import { databases } from './databases.js'
import { measureTimes, readPage } from './page_times.js'
import { Shop } from './shop.js'

/** Limits of p95 in milliseconds, for a list and for a page with related rows. */
const LIST_LIMIT = 200
const PAGE_LIMIT = 300

const LISTS = ['products', 'purchases', 'customers', 'events', 'mails', 'audit']

/**
 * Measures every list of the panel with a million purchases, signed in as the owner: its first, a deep
 * and its last page, each sort, filter and search; and the pages with the most related rows.
 */
export async function measureAdmin(root: string): Promise<void> {
  for (const database of await databases('kiosk_bench_admin')) {
    const shop = new Shop(root, { folder: 'bench-admin', environment: database.environment })
    try {
      await database.prepare()
      await shop.open(['ace.js', 'seed:large', '--force'])
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

function measure(database: string, { name, path }: Kind, limit: number, read: Read) {
  return measureTimes(`${database} ${name}`, () => read(path), { share: 0.95, limit })
}
