import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import ProductConfiguration from '#models/product_configuration'
import { launchBrowser } from '#tests/helpers/browser'
import { cleanStore } from '#tests/helpers/clean_store'
import { givenPurchase } from '#tests/helpers/library'
import { signInAs, STORE } from '#tests/helpers/page_problems'

/** The desk and the phone, each in the way that has less help. */
const PLACES = [
  { width: 1280, javaScriptEnabled: false },
  { width: 390, javaScriptEnabled: true },
]

async function makeProduct(page: Page) {
  await page.goto(`${STORE}/admin/products`)
  await page.getByRole('link', { name: 'New product' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Field notes')
  await page.getByLabel('Amount').first().fill('12.50')
  await page.getByRole('button', { name: 'Add another price' }).click()
  await page.getByLabel('Amount').nth(1).fill('30')
  await page.getByRole('button', { name: 'Create and offer' }).click()
  await page.getByText('Created “Field notes”.').waitFor()
}

async function edit(page: Page, label: string, value: string) {
  await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByRole('button', { name: 'Save', exact: true }).last().click()
  await page.getByText('Saved “').waitFor()
}

async function unlistAllOnSale(page: Page) {
  await page.goto(`${STORE}/admin/products?state=on_sale`)
  await page.getByLabel('All 3 products that match').check()
  await page.getByLabel('What to do', { exact: true }).selectOption('Unlist')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Unlist 3 products' }).click()
  await page.getByText('Finished').waitFor()
}

async function findBuyer(page: Page) {
  await page.goto(`${STORE}/admin/purchases`)
  await page.locator('#filter-q').fill('ada@exa')
  await page.keyboard.press('Enter')
  await page.getByText('1 purchase', { exact: false }).first().waitFor()
}

async function takeAsFile(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ])
  return readFile(await download.path(), 'utf8')
}

/** Brings back the last change of the product. */
async function undo(page: Page, id: number) {
  await page.goto(`${STORE}/admin/products/${id}/history`)
  await page.getByRole('link', { name: 'Bring back what was before' }).first().click()
  await page.getByText('This is what stood here before that change.').waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).last().click()
  await page.getByText('Saved “').waitFor()
}

test.group('A morning in the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('a product, edits, a bulk change, a buyer, an export, an undo: {width} px')
    .with(PLACES)
    .run(async ({ assert, cleanup }, { width, javaScriptEnabled }) => {
      const { configuration } = await createProduct({ product: { name: 'Icons' } })
      await createProduct({ product: { name: 'Sounds' } })
      const buyer = await UserFactory.merge({ email: 'ada@example.com' }).create()
      await givenPurchase(buyer, configuration)
      const browser = await launchBrowser()
      cleanup(() => browser.close())
      const context = await browser.newContext({
        javaScriptEnabled,
        viewport: { width, height: 860 },
      })
      const page = await context.newPage()
      await signInAs(page, await UserFactory.apply('admin').create())

      await makeProduct(page)
      const made = await ProductConfiguration.query().orderBy('id', 'desc').firstOrFail()
      await edit(page, 'Overview', 'Forty pages from the road.')
      await edit(page, 'Position', '7')
      await edit(page, 'Buy button', 'Get the notes')
      await unlistAllOnSale(page)
      await findBuyer(page)
      const file = await takeAsFile(page)
      await undo(page, made.id)

      await made.refresh()
      assert.deepInclude(made.serialize(), {
        overview: 'Forty pages from the road.',
        position: 7,
        ctaText: 'Get the notes',
        isListed: true,
      })
      assert.lengthOf(await ProductConfiguration.query().where('isListed', false), 2)
      assert.include(file, 'ada@example.com')
      assert.lengthOf(file.trim().split('\r\n'), 2)
    })
})
