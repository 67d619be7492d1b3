import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { UserFactory } from '#database/factories/user_factory'
import ProductConfiguration from '#models/product_configuration'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { launchBrowser } from '#tests/helpers/browser/browser'
import { keyboardOf } from '#tests/helpers/browser/mouse_and_keyboard'
import { pageProblems, watchPolicy } from '#tests/helpers/browser/page_problems'
import { signInAs, STORE } from '#tests/helpers/browser/sign_in'
import { atStripe, givenCreatedProduct } from '#tests/helpers/store/product_acts'
import { stripe } from '#tests/helpers/stripe/stripe'

/** The visible name of the focused element. */
function nameOfFocus(page: Page): Promise<string> {
  return page.locator(':focus').evaluate((element) => {
    const { labels, textContent } = element as HTMLInputElement
    return (labels?.[0] ?? { textContent }).textContent?.trim() ?? ''
  })
}

test.group('Creating a product in a browser', (group) => {
  group.each.setup(() => cleanStore())

  test('works with two prices, by keyboard alone and without JavaScript', async ({
    assert,
    cleanup,
  }) => {
    const browser = await launchBrowser()
    cleanup(() => browser.close())
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await signInAs(page, await UserFactory.apply('admin').create())
    await page.goto(`${STORE}/admin/products`)
    const { press, type, choose } = keyboardOf(page)

    await press(page.getByRole('link', { name: 'New product' }))
    await page.waitForURL(/\/new$/)
    await type(page.getByLabel('Name', { exact: true }), 'Field notes')
    await type(page.getByLabel('Amount'), '12.50')
    await choose(page.getByLabel('Currency'), 'EUR')
    await press(page.getByRole('button', { name: 'Add another price' }))
    await page.getByText('Price 2', { exact: true }).waitFor()
    assert.equal(await nameOfFocus(page), 'Amount')
    await page.keyboard.type('9')
    await choose(page.getByLabel('Paid').nth(1), 'By the m')
    await press(page.getByRole('button', { name: 'Create and offer' }))
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

  test('axe finds nothing on intermediate pages, and no page is too wide', async ({
    assert,
    browserContext,
  }) => {
    const { configurationId, product } = await givenCreatedProduct()
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
