/*
|--------------------------------------------------------------------------
| Screenshots
|--------------------------------------------------------------------------
|
| Takes the screenshots of the README from the running demo:
| `node --import=@poppinss/ts-exec bin/screenshots.ts [folder] [width] [light|dark]`.
|
*/

import { join } from 'node:path'
import type { Page } from 'playwright'
import { launchBrowser } from '../tests/helpers/browser/browser.js'
import { demoAccounts } from './demo/accounts.js'

const STORE = `http://localhost:${process.env.PORT ?? 3333}`

const folder = process.argv[2] ?? 'docs/images'
const width = Number(process.argv[3] ?? 1280)
const colorScheme = process.argv[4] === 'dark' ? 'dark' : 'light'

const browser = await launchBrowser()

await asSomebody(null, async (page) => {
  await take(page, '/', 'store')
  await take(page, '/products/corner-icons', 'product')
  await take(page, '/login', 'login')
  await take(page, '/signup', 'signup')
  await take(page, '/products/nothing', 'not_found')
})
await asSomebody(demoAccounts.customer, async (page) => {
  await take(page, '/', 'store_signed_in')
  await take(page, '/purchases', 'purchases')
  await take(page, '/account', 'account')
})
await asSomebody(demoAccounts.owner, async (page) => {
  await take(page, '/admin', 'admin_home')
  await take(page, '/admin/products', 'admin')
  await page.goto(`${STORE}/admin/products`)
  await page.locator('a[href*="/edit"]').first().click()
  await take(page, new URL(page.url()).pathname, 'admin_product')
  await take(page, new URL(page.url()).pathname.replace('/edit', '/files'), 'admin_files')
  await take(page, '/admin/purchases', 'admin_purchases')
  await take(page, '/admin/events', 'admin_events')
  await take(page, '/admin/audit', 'admin_audit')
})
await browser.close()

async function asSomebody(
  account: { email: string; password: string } | null,
  see: (page: Page) => Promise<void>
) {
  const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme })
  const page = await context.newPage()
  if (account) {
    await page.goto(`${STORE}/login`)
    await page.fill('[name=email]', account.email)
    await page.fill('[name=password]', account.password)
    await page.press('[name=password]', 'Enter')
    await page.waitForURL((url) => url.pathname !== '/login')
  }
  await see(page)
  await context.close()
}

async function take(page: Page, path: string, name: string) {
  await page.goto(`${STORE}${path}`)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
