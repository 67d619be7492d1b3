import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { demoAccounts } from '../bin/demo/accounts.js'
import { databases } from './databases.js'
import { measureTimes, readPage } from './page_times.js'
import { Shop } from './shop.js'

/** Limit of the median in milliseconds. */
const LIMIT = 100

/** A page to measure. */
export interface LargePage {
  /** What is large. */
  subject: string
  name: string
  path: string
  /** Whether the owner opens it in the panel; else the buyer opens it in the store. */
  isPanel: boolean
}

/**
 * Measures the pages of a buyer with 10,000 purchases, of a product with 3,000 files and of a product
 * with 500 prices, in the store and in the panel.
 */
export async function measureLarge(root: string): Promise<void> {
  for (const database of await databases('kiosk_bench_large')) {
    const shop = new Shop(root, {
      folder: 'bench-large',
      // There are no bytes and no payments behind the rows, which the jobs would report.
      environment: { ...database.environment, LOG_LEVEL: 'fatal' },
    })
    try {
      await database.prepare()
      const file = join(shop.folder, 'pages.json')
      await shop.open(['benchmarks/fill_large.ts', file, demoAccounts.customer.email])
      const buyer = await shop.signIn()
      const owner = await shop.signIn(demoAccounts.owner)
      const pages = JSON.parse(readFileSync(file, 'utf8')) as LargePage[]
      for (const { subject, name, path, isPanel } of pages) {
        await measureTimes(
          `${database.name} ${subject}: ${isPanel ? 'panel, ' : ''}${name}`,
          () => readPage(`${shop.url}${path}`, isPanel ? owner : buyer),
          { share: 0.5, limit: LIMIT }
        )
      }
    } finally {
      await shop.close()
      await database.remove()
      rmSync(shop.folder, { recursive: true, force: true })
    }
  }
}
