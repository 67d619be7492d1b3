import type { Control } from '#stripe_emulator/control/control'
import { matchPath } from '#stripe_emulator/http/path'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { checkoutPages } from '#stripe_emulator/pages/checkout/checkout_pages'
import { dashboardPages } from '#stripe_emulator/pages/dashboard/dashboard_pages'
import { portalPages } from '#stripe_emulator/pages/portal_pages'
import { receiptPages } from '#stripe_emulator/pages/receipt_pages'
import type { World } from '#stripe_emulator/world'

export interface PageRequest {
  world: World
  control: Control
  ids: Record<string, string>
  /** A field of the form; empty if it was not sent. */
  field(name: string): string
  query: URLSearchParams
  /** The reader's first language. */
  locale: string
}
export interface Page {
  method: 'GET' | 'POST'
  path: string
  handle(request: PageRequest): PageAnswer | Promise<PageAnswer>
}

const pages: Page[] = [
  { method: 'GET', path: '/', handle: () => ({ seeOther: '/dashboard' }) },
  ...checkoutPages,
  ...receiptPages,
  ...portalPages,
  ...dashboardPages,
]

export function findPage(method: Page['method'], path: string) {
  for (const page of pages) {
    const ids = page.method === method ? matchPath(page.path, path) : undefined
    if (ids) {
      return { handle: page.handle, ids }
    }
  }
  return undefined
}
