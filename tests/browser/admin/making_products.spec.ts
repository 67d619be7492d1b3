import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { UserFactory } from '#database/factories/user_factory'
import ProductConfiguration from '#models/product_configuration'
import { cleanStore } from '#tests/helpers/clean_store'
import { launchBrowser } from '#tests/helpers/browser'
import { pageProblems, signInAs, STORE, watchPolicy } from '#tests/helpers/page_problems'
import { atStripe, givenMadeProduct } from '#tests/helpers/product_acts'
import { stripe } from '#tests/helpers/stripe'

/** More presses than any page here needs to get anywhere. */
const MOST_TABS = 120

/** Goes on with Tab until a control or link of this name has the focus. */
async function tabTo(page: Page, name: string) {
  for (let count = 0; count < MOST_TABS; count++) {
    await page.keyboard.press('Tab')
    if ((await nameOfFocus(page)).startsWith(name)) {
      return
    }
  }
  throw new Error(`Tab never came to "${name}".`)
}

/** The words of what has the focus, as far as they are on the page. */
function nameOfFocus(page: Page): Promise<string> {
  return page.locator(':focus').evaluate((element) => {
    const { labels, textContent } = element as HTMLInputElement
    return (labels?.[0] ?? { textContent }).textContent?.trim() ?? ''
  })
}

test.group('Making a product in a browser', (group) => {
  group.each.setup(() => cleanStore())

  test('with two prices, by keyboard alone and without JavaScript', async ({ assert, cleanup }) => {
    const browser = await launchBrowser()
    cleanup(() => browser.close())
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await signInAs(page, await UserFactory.apply('admin').create())
    await page.goto(`${STORE}/admin/products`)
    const { keyboard } = page

    await tabTo(page, 'New product')
    await keyboard.press('Enter')
    await page.waitForURL(/\/new$/)
    await tabTo(page, 'Name')
    await keyboard.type('Field notes')
    await tabTo(page, 'Amount')
    await keyboard.type('12.50')
    await tabTo(page, 'Currency')
    await keyboard.type('EUR')
    await tabTo(page, 'Add another price')
    await keyboard.press('Enter')
    await page.getByText('Price 2', { exact: true }).waitFor()
    assert.equal(await nameOfFocus(page), 'Amount')
    await keyboard.type('9')
    await tabTo(page, 'Paid')
    await keyboard.type('By the m')
    await tabTo(page, 'Create and offer')
    await keyboard.press('Enter')
    await page.getByText('Created “Field notes”.').waitFor()

    const configuration = await ProductConfiguration.firstOrFail()
    assert.equal(configuration.slug, 'field-notes')
    assert.isTrue(configuration.isActive)
    const { products, prices } = await atStripe()
    assert.lengthOf(products, 1)
    assert.sameMembers(
      prices.map((price) => `${price.unit_amount} ${price.currency} ${price.recurring?.interval}`),
      ['1250 eur undefined', '900 eur month']
    )
  })

  test('axe finds nothing on what is shown in between, and nothing is too wide', async ({
    assert,
    browserContext,
  }) => {
    const { configurationId, product } = await givenMadeProduct()
    await stripe.products.update(product.id, { name: 'A name that was changed at Stripe' })
    const page = await browserContext.newPage()
    page.on('dialog', (dialog) => dialog.accept())
    await watchPolicy(page)
    await signInAs(page, await UserFactory.apply('admin').create())
    const problems: string[] = []
    const look = async (what: string) =>
      problems.push(...(await pageProblems(page)).map((problem) => `${what}: ${problem}`))

    await page.goto(`${STORE}/admin/products/new?from=${configurationId}`)
    await look('a form filled from another product')
    await page.getByLabel('Name', { exact: true }).fill('')
    await page.getByLabel('Amount').first().fill('0.1')
    await page.getByRole('button', { name: 'Create and offer' }).click()
    await page.getByText('2 things need to be corrected').waitFor()
    await look('a refused form')

    await page.goto(`${STORE}/admin/products/${configurationId}/drift`)
    await look('drift')
    assert.deepEqual(problems, [])
  })
})
