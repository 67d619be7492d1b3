import { matchPath } from '#stripe_emulator/http/path'
import { checkoutPages } from '#stripe_emulator/pages/checkout/checkout_pages'
import { dashboardPages } from '#stripe_emulator/pages/dashboard/dashboard_pages'
import type { Page } from '#stripe_emulator/pages/page'
import { portalPages } from '#stripe_emulator/pages/portal_pages'
import { receiptPages } from '#stripe_emulator/pages/receipt_pages'

const pages: Page[] = [
  { method: 'GET', path: '/', handle: () => ({ seeOther: '/dashboard' }) },
  ...checkoutPages,
  ...receiptPages,
  ...portalPages,
  ...dashboardPages,
]

/** The page for this method and path with the ids in its path; undefined if there is none. */
export function findPage(method: Page['method'], path: string) {
  for (const page of pages) {
    const ids = page.method === method ? matchPath(page.path, path) : undefined
    if (ids) {
      return { handle: page.handle, ids }
    }
  }
  return undefined
}
