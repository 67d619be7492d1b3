import { test } from '@japa/runner'
import type { Browser, Page } from 'playwright'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import { STORE } from '#tests/helpers/browser/sign_in'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { addPrice } from '#tests/helpers/store/storefront'

const PHONE = { width: 390, height: 844 }
const LAPTOP = { width: 1280, height: 900 }

let icons: ProductForSale

test.group('Shopping', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    icons = await createProduct({
      product: { name: 'Corner icons', description: 'Forty-eight of them.' },
      price: { nickname: 'One person' },
      configuration: { slug: 'corner-icons', content: `## Inside\n\n${'Words. '.repeat(900)}` },
    })
    await addPrice(icons, { unitAmount: 5900, nickname: 'Whole team' })
    for (let index = 0; index < 25; index++) {
      await createProduct({ product: { name: `Other ${index}` } })
    }
  })

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript'

    test(`lets a visitor search, page, choose a price and continue to sign-in, ${how}`, async ({
      assert,
      browser,
    }) => {
      const page = await open(browser, '/', { javaScriptEnabled })

      await page.getByRole('link', { name: 'Next' }).click()
      await page.waitForURL(`${STORE}/?page=2`)
      await page.getByRole('searchbox').fill('corner')
      await page.getByRole('searchbox').press('Enter')
      await page.waitForURL(`${STORE}/?q=corner`)
      await page.getByRole('link', { name: 'Corner icons' }).click()
      await page.waitForURL(`${STORE}/products/corner-icons`)
      await page.getByText('Whole team').click()
      await page.getByRole('button', { name: 'Buy now' }).first().click()
      await page.waitForURL(/\/login\?/)

      const { searchParams } = new URL(page.url())
      assert.equal(searchParams.get('product'), 'corner-icons')
      assert.match(searchParams.get('price') ?? '', /^price_/)
      assert.notEqual(searchParams.get('price'), icons.price.stripeId)
      await page.context().close()
    })
  }

  test('opens a product by a click anywhere on its card', async ({ assert, browser }) => {
    const page = await open(browser, '/')

    await page.locator('.product-card').first().locator('.cover').click({ force: true })
    await page.waitForURL(`${STORE}/products/corner-icons`)

    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Corner icons')
    await page.context().close()
  })

  test('shows the buy bar with the chosen price on a phone when the buy box is out of view', async ({
    assert,
    browser,
  }) => {
    const page = await open(browser, '/products/corner-icons', { viewport: PHONE })
    const bar = page.locator('.buy-bar')

    await page.locator('#buy').scrollIntoViewIfNeeded()
    await page.getByText('Whole team').click()
    await bar.waitFor({ state: 'hidden' })
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    await bar.waitFor({ state: 'visible' })

    assert.include((await bar.textContent())?.replace(/\s+/g, ' '), 'Corner icons $59')
    await page.getByText('Payments by Stripe').click()
    await bar.getByRole('button').click()
    await page.waitForURL(/\/login\?/)
    await page.context().close()
  })

  test('keeps the buy box in view on a wide screen, without a bar', async ({ assert, browser }) => {
    const page = await open(browser, '/products/corner-icons')

    await page.evaluate('scrollTo(0, 1200)')
    await page.waitForFunction('scrollY > 500')

    assert.isTrue(await page.getByRole('button', { name: 'Buy now' }).first().isVisible())
    const box = await page.locator('.product-box .panel').boundingBox()
    assert.isAtLeast(box?.y ?? -1, 0)
    assert.isFalse(await page.locator('.buy-bar').isVisible())
    await page.context().close()
  })

  test('works by keyboard with a visible focus', async ({ assert, browser }) => {
    const page = await open(browser, '/')

    await page.keyboard.press('Tab')
    assert.equal(await focusedText(page), 'Skip to content')
    assert.isTrue(await page.getByText('Skip to content').isVisible())
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.equal(await focusedText(page), 'Corner icons')
    const ring = await page.evaluate(
      'getComputedStyle(document.activeElement, "::after").outlineStyle'
    )
    assert.equal(ring, 'solid')
    await page.context().close()
  })

  test('has no motion for visitors who prefer less', async ({ assert, browser }) => {
    const page = await open(browser, '/', { reducedMotion: 'reduce' })

    const durations = await page.evaluate(
      `[...new Set([...document.querySelectorAll('*')].map((element) =>
        getComputedStyle(element).transitionDuration))]`
    )

    assert.deepEqual(durations, ['0s'])
    await page.context().close()
  })
})

async function open(
  browser: Browser,
  path: string,
  options: Parameters<Browser['newContext']>[0] = {}
): Promise<Page> {
  const context = await browser.newContext({ viewport: LAPTOP, ...options })
  const page = await context.newPage()
  await page.goto(STORE + path)
  return page
}

function focusedText(page: Page): Promise<string | undefined> {
  return page.evaluate('document.activeElement?.textContent?.trim()')
}
