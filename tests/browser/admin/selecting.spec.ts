/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import RunBulk from '#records/bulk/run_bulk'
import { createProduct } from '#database/factories/product_factory'
import BulkRun from '#models/bulk_run'
import ProductConfiguration from '#models/product_configuration'
import { axeFindingsInBothSchemes } from '#tests/helpers/browser/axe'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { launchBrowser } from '#tests/helpers/browser/browser'
import { signInAsOwner, STORE } from '#tests/helpers/browser/sign_in'

/** Products whose names are in the order of their positions. */
async function givenProducts(count: number) {
  for (let index = 0; index < count; index++) {
    await createProduct({
      product: { name: `Product ${String.fromCharCode(65 + index)}` },
      configuration: { position: index } as never,
    })
  }
}

const box = (page: Page, letter: string) => page.getByLabel(`Select Product ${letter}`)
const count = (page: Page) => page.locator('.selection-count').textContent()
const chosen = (page: Page) =>
  page
    .locator('input[name=ids]:checked')
    .evaluateAll((boxes) => boxes.map((one) => one.getAttribute('aria-label')?.slice(-1)).join(''))

test.group('Selecting rows in a browser', (group) => {
  group.each.setup(() => cleanStore())

  test('selects ranges with Shift, by mouse and by keyboard, and shows how many', async ({
    assert,
    browserContext,
  }) => {
    await givenProducts(8)
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products`)
    assert.equal(await count(page), '0 selected')

    await box(page, 'B').click()
    await box(page, 'E').click({ modifiers: ['Shift'] })
    assert.equal(await chosen(page), 'BCDE')
    assert.equal(await count(page), '4 selected')

    await box(page, 'D').click()
    await box(page, 'C').click({ modifiers: ['Shift'] })
    assert.equal(await chosen(page), 'BE')

    await box(page, 'G').focus()
    await page.keyboard.press('Space')
    await box(page, 'H').focus()
    await page.keyboard.press('Shift+Space')
    assert.equal(await chosen(page), 'BEGH')

    const whole = page.getByLabel('All rows of this page')
    assert.isTrue(await whole.evaluate((one: HTMLInputElement) => one.indeterminate))
    await whole.click()
    assert.equal(await count(page), '8 selected')
    await whole.click()
    assert.equal(await count(page), '0 selected')
  })

  test('stops selecting all matches as soon as one row is deselected', async ({
    assert,
    browserContext,
  }) => {
    await givenProducts(27)
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products`)

    const all = page.getByLabel('All 27 products')
    await all.check()
    assert.equal(await count(page), 'All selected')
    await box(page, 'C').uncheck()
    assert.isFalse(await all.isChecked())
    assert.equal(await count(page), '24 selected')

    await all.check()
    await page.getByLabel('What to do', { exact: true }).selectOption('Deactivate')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'Deactivate 27 products?' }).waitFor()
  })

  test('leads from the checkboxes to the result, and axe finds nothing on the way', async ({
    assert,
    browserContext,
  }) => {
    await givenProducts(26)
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    const checkAxe = async (what: string) => {
      assert.deepEqual(await axeFindingsInBothSchemes(page), [], what)
    }

    await page.goto(`${STORE}/admin/products`)
    await box(page, 'A').check()
    await box(page, 'B').check()
    await checkAxe('a list with a choice')
    await page.getByLabel('What to do', { exact: true }).selectOption('Deactivate')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'Deactivate 2 products?' }).waitFor()
    await checkAxe('the question')
    await page.getByRole('button', { name: 'Deactivate 2 products' }).dblclick()
    await page.waitForURL(/\/admin\/bulk-runs\/\d+$/)
    await checkAxe('the result')

    assert.lengthOf(await BulkRun.all(), 1)
    assert.lengthOf(await ProductConfiguration.query().where('isActive', false), 2)
  })

  test('shows the progress of a run until it has finished', async ({ assert, browserContext }) => {
    await givenProducts(3)
    const page = await browserContext.newPage()
    const owner = await signInAsOwner(page)
    const last = await ProductConfiguration.query().orderBy('id', 'desc').firstOrFail()
    const run = await BulkRun.create({
      once: crypto.randomUUID(),
      actorId: owner.id,
      actorLabel: owner.label,
      resource: 'products',
      action: 'unlist',
      selection: { query: '' },
      total: 3,
      untilId: last.id,
      notes: [],
      status: 'running',
    })
    await page.goto(`${STORE}/admin/bulk-runs/${run.id}`)
    assert.isFalse(await page.getByRole('link', { name: 'Look again' }).isVisible())

    await run.merge({ done: 1, lastId: last.id - 2 }).save()
    await page.getByText('1 of 3').waitFor()
    await run.merge({ nextAttemptAt: run.createdAt }).save()
    await new RunBulk().handle(run.id, 60)

    await page.getByText('Finished').waitFor()
    assert.equal(await page.locator('progress').count(), 0)
  })

  test('works without JavaScript, for single rows and for all matches', async ({
    assert,
    cleanup,
  }) => {
    await givenProducts(27)
    const browser = await launchBrowser()
    cleanup(() => browser.close())
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await signInAsOwner(page)
    const go = async (what: string) => {
      await page.getByLabel('What to do', { exact: true }).selectOption(what)
      await page.getByRole('button', { name: 'Continue' }).click()
    }

    await page.goto(`${STORE}/admin/products`)
    assert.isFalse(await page.getByLabel('All rows of this page').isVisible())
    await go('Unlist')
    await page.getByText('choose at least one product first').waitFor()
    await box(page, 'A').check()
    await go('Unlist')
    await page.getByRole('button', { name: 'Unlist 1 product' }).click()
    await page.getByText('Finished').waitFor()
    assert.lengthOf(await ProductConfiguration.query().where('isListed', false), 1)

    await page.goto(`${STORE}/admin/products?state=on_sale`)
    await page.getByLabel('All 26 products that match').check()
    await go('Deactivate')
    await page.getByRole('button', { name: 'Deactivate 26 products' }).click()
    await page.getByText('Finished').waitFor()
    assert.lengthOf(await ProductConfiguration.query().where('isActive', true), 1)
  })
})
