/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import env from '#start/env'
import { PASSWORD } from '#database/factories/user_factory'
import type User from '#models/user'
import { axeFindings } from '#tests/helpers/axe'
import { cleanStore } from '#tests/helpers/clean_store'
import { everyPage } from '#tests/helpers/every_page'

const STORE = `http://localhost:${env.get('PORT')}`

/** The narrowest that must do (WCAG 1.4.10), a phone held upright, and a small laptop. */
const WIDTHS = [320, 390, 1280]

test.group('Every page', (group) => {
  group.each.setup(() => cleanStore())

  test('axe finds nothing in light and dark, nothing breaks the policy, nothing is too wide', async ({
    assert,
    browserContext,
  }) => {
    const problems: string[] = []
    const page = await browserContext.newPage()
    await page.addInitScript(() => {
      const seen: string[] = []
      Object.assign(globalThis, { policyViolations: seen })
      addEventListener('securitypolicyviolation', (event) =>
        seen.push(`${event.effectiveDirective} ${event.blockedURI}`)
      )
    })
    let lastReader: User | null = null
    for (const { name, path, reader, status } of await everyPage()) {
      if (reader !== lastReader) {
        await signIn(page, reader)
        lastReader = reader
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const answer = await page.goto(`${STORE}${path}`)
        if ((answer?.status() ?? 500) >= 400 !== (status !== undefined)) {
          problems.push(`${name}: status ${answer?.status()}`)
        }
        if (reader && new URL(page.url()).pathname === '/login') {
          problems.push(`${name}: led to sign-in`)
        }
        problems.push(
          ...(await axeFindings(page)).map((finding) => `${name}, ${colorScheme}: ${finding}`),
          ...(await violations(page)).map((violation) => `${name}: policy ${violation}`)
        )
      }
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        if (await scrollsSideways(page)) {
          problems.push(`${name}: scrolls sideways at ${width} px`)
        }
      }
    }
    assert.deepEqual(problems, [])
  }).timeout(300_000)
})

async function signIn(page: Page, reader: User | null) {
  await page.context().clearCookies()
  if (reader !== null) {
    await page.goto(`${STORE}/login`)
    await page.fill('[name=email]', reader.email)
    await page.fill('[name=password]', PASSWORD)
    await page.press('[name=password]', 'Enter')
    await page.waitForURL((url) => url.pathname !== '/login')
  }
}

function violations(page: Page): Promise<string[]> {
  return page.evaluate(
    () => (globalThis as unknown as { policyViolations: string[] }).policyViolations
  )
}

function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const root = globalThis.document.documentElement
    return root.scrollWidth > root.clientWidth
  })
}
