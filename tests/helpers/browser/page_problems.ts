/// <reference lib="dom" />
import type { Page } from 'playwright'
import { axeFindingsInBothSchemes } from '#tests/helpers/browser/axe'

/** The narrowest width to support (WCAG 1.4.10), a phone held upright, and a small laptop. */
const WIDTHS = [320, 390, 1280]

/** Edge reads a tag only where it begins its line; elsewhere readers see it. */
const UNREAD_TAG = /@!?[a-z]+(?:\.[a-zA-Z]+)*\(.*|@end\b|\{\{.*/

/** Makes every page opened from now on record what violates its content security policy. */
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
 * What axe finds on the open page in light and dark, what violated its policy, and at which widths it
 * scrolls sideways, and template tags that readers can see. Needs `watchPolicy`.
 */
export async function pageProblems(page: Page): Promise<string[]> {
  const problems = await axeFindingsInBothSchemes(page)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    if (await scrollsSideways(page)) {
      problems.push(`scrolls sideways at ${width} px`)
    }
  }
  const broken = await violations(page)
  problems.push(...broken.map((violation) => `policy ${violation}`))
  const tag = UNREAD_TAG.exec(await page.locator('body').innerText())
  return tag === null ? problems : [...problems, `shows a tag of its template: ${tag[0]}`]
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
