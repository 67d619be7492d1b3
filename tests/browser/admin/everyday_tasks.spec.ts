import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import ProductConfiguration from '#models/product_configuration'
import { launchBrowser } from '#tests/helpers/browser/browser'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { type InputMethod, keyboardOf, mouse } from '#tests/helpers/browser/mouse_and_keyboard'
import { givenPurchase } from '#tests/helpers/store/library'
import { signInAs, STORE } from '#tests/helpers/browser/sign_in'

/** A desktop without JavaScript, a phone, and a desktop without a mouse. */
const SETUPS = [
  { width: 1280, by: 'mouse', javaScriptEnabled: false },
  { width: 390, by: 'mouse', javaScriptEnabled: true },
  { width: 1280, by: 'keyboard', javaScriptEnabled: true },
]

async function createProductInPanel(page: Page, { press, type }: InputMethod) {
  await page.goto(`${STORE}/admin/products`)
  await press(page.getByRole('link', { name: 'New product' }))
  await type(page.getByLabel('Name', { exact: true }), 'Field notes')
  await type(page.getByLabel('Amount').first(), '12.50')
  await press(page.getByRole('button', { name: 'Add another price' }))
  await type(page.getByLabel('Amount').nth(1), '30')
  await press(page.getByRole('button', { name: 'Create and offer' }))
  await page.getByText('Created “Field notes”.').waitFor()
}

async function edit(page: Page, { press, type }: InputMethod, label: string, value: string) {
  await type(page.getByLabel(label, { exact: true }), value)
  await press(page.getByRole('button', { name: 'Save', exact: true }).last())
  await page.getByText('Saved “').waitFor()
}

async function unlistAllOnSale(page: Page, { press, tick, choose }: InputMethod) {
  await page.goto(`${STORE}/admin/products?state=on_sale`)
  await tick(page.getByLabel('All 3 products that match'))
  await choose(page.getByLabel('What to do', { exact: true }), 'Unlist')
  await press(page.getByRole('button', { name: 'Continue' }))
  await press(page.getByRole('button', { name: 'Unlist 3 products' }))
  await page.getByText('Finished').waitFor()
}

async function findBuyer(page: Page, { type }: InputMethod) {
  await page.goto(`${STORE}/admin/purchases`)
  await type(page.locator('#filter-q'), 'ada@exa')
  await page.keyboard.press('Enter')
  await page.getByText('1 purchase', { exact: false }).first().waitFor()
}

async function exportAsCsv(page: Page, { press }: InputMethod): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('link', { name: 'Export CSV' })),
  ])
  return readFile(await download.path(), 'utf8')
}

/** Undoes the last change of the product. */
async function undo(page: Page, { press }: InputMethod, id: number) {
  await page.goto(`${STORE}/admin/products/${id}/history`)
  await press(page.getByRole('link', { name: 'Bring back what was before' }).first())
  await page.getByText('This is what stood here before that change.').waitFor()
  await press(page.getByRole('button', { name: 'Save', exact: true }).last())
  await page.getByText('Saved “').waitFor()
}

test.group('Everyday tasks in the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('create, edit, bulk change, search, export and undo work at {width} px by {by}')
    .with(SETUPS)
    .run(async ({ assert, cleanup }, { width, by, javaScriptEnabled }) => {
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

      const input = by === 'keyboard' ? keyboardOf(page) : mouse

      await createProductInPanel(page, input)
      const made = await ProductConfiguration.query().orderBy('id', 'desc').firstOrFail()
      await edit(page, input, 'Overview', 'Forty pages from the road.')
      await edit(page, input, 'Position', '7')
      await edit(page, input, 'Buy button', 'Get the notes')
      await unlistAllOnSale(page, input)
      await findBuyer(page, input)
      const file = await exportAsCsv(page, input)
      await undo(page, input, made.id)

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
