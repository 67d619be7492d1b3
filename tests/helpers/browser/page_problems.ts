/// <reference lib="dom" />
import type { Page } from 'playwright'
import env from '#start/env'
import { PASSWORD } from '#database/factories/user_factory'
import type User from '#models/user'
import { axeFindings } from '#tests/helpers/browser/axe'

export const STORE = `http://localhost:${env.get('PORT')}`

/** The narrowest that must do (WCAG 1.4.10), a phone held upright, and a small laptop. */
const WIDTHS = [320, 390, 1280]

/** Lets every page that is opened from now on keep what broke its policy. */
export async function watchPolicy(page: Page) {
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(globalThis, { policyViolations: seen })
    addEventListener('securitypolicyviolation', (event) =>
      seen.push(`${event.effectiveDirective} ${event.blockedURI}`)
    )
  })
}

/**
 * What axe finds on the page that is open, in light and dark, what broke its policy, and where it is
 * too wide. Needs `watchPolicy`.
 */
export async function pageProblems(page: Page): Promise<string[]> {
  const problems: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    problems.push(...(await axeFindings(page)).map((finding) => `${colorScheme}: ${finding}`))
  }
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    if (await scrollsSideways(page)) {
      problems.push(`scrolls sideways at ${width} px`)
    }
  }
  const broken = await violations(page)
  return [...problems, ...broken.map((violation) => `policy ${violation}`)]
}

/** Signs somebody in, and whoever was there before out. */
export async function signInAs(page: Page, reader: User | null) {
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
