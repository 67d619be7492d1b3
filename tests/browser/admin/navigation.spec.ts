/// <reference lib="dom" />
import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { axeFindingsInBothSchemes } from '#tests/helpers/browser/axe'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { signInAsOwner, STORE } from '#tests/helpers/browser/sign_in'

test.group('Navigation in the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('Ctrl-K opens a search that the arrow keys move through', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct({ product: { name: 'Corner icons' } })
    await createProduct({ product: { name: 'Corner sounds' } })
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/purchases`)

    await page.keyboard.press('Control+k')
    await page.keyboard.type('corner')
    await page.getByRole('option', { name: 'Corner icons' }).waitFor()
    assert.deepEqual(await axeFindingsInBothSchemes(page), [])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${STORE}/admin/products/${configuration.id}/edit`)

    await page.keyboard.press('Control+k')
    await page.keyboard.type('nothing like it')
    await page.getByText('Nothing was found.').waitFor()
    await page.keyboard.press('Escape')
    assert.isFalse(await page.getByRole('dialog').isVisible())

    await page.keyboard.press('Control+k')
    await page.keyboard.type('corner')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Found for “corner”' }).waitFor()
  })

  test('Ctrl-S saves and stays, even while typing in a field', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct()
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/edit`)

    await page.getByLabel('Position').fill('9')
    await page.keyboard.press('Control+s')
    await page.getByText('Saved “').waitFor()

    assert.equal((await configuration.refresh()).position, 9)
    assert.include(page.url(), '/edit')
  })

  test('single-key shortcuts work outside of fields, until they are turned off', async ({
    assert,
    browserContext,
  }) => {
    await createProduct()
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products`)

    await page.keyboard.press('/')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'filter-q')
    await page.keyboard.type('a/b?')
    assert.equal(await page.locator('#filter-q').inputValue(), 'a/b?')

    await page.locator('h1').click()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keyboard' })
    await sheet.waitFor()
    assert.deepEqual(await axeFindingsInBothSchemes(page), [])
    await sheet.getByRole('button', { name: 'Turn single keys off' }).click()
    await page.getByText('Single keys are off.').waitFor()

    await page.goto(`${STORE}/admin/products`)
    await page.keyboard.press('?')
    await page.keyboard.press('/')
    assert.isFalse(await sheet.isVisible())
    assert.notEqual(await page.evaluate(() => document.activeElement?.id), 'filter-q')
  })

  test('a phone shows the sections behind a menu button, even without JavaScript', async ({
    assert,
    browser,
    cleanup,
  }) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    })
    cleanup(() => context.close())
    const page = await context.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin`)

    const products = page.getByRole('navigation', { name: 'Admin' }).getByText('Products')
    assert.isFalse(await products.isVisible())
    await page.getByRole('button', { name: 'Menu' }).click()
    await products.click()
    await page.waitForURL(`${STORE}/admin/products`)

    await page.getByRole('button', { name: 'Filters' }).click()
    await page.locator('#filter-state').selectOption('draft')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(/state=draft/)
    await page.getByRole('button', { name: 'Search' }).first().click()
    await page.waitForURL(/\/admin\/search/)
  })
})
