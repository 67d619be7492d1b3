import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import type { Page } from 'playwright'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { signInAsOwner, STORE } from '#tests/helpers/browser/sign_in'

/** Records every question that leaving the page raises, and answers yes. */
function watch(page: Page): string[] {
  const questions: string[] = []
  page.on('dialog', async (dialog) => {
    questions.push(dialog.type())
    await dialog.accept()
  })
  return questions
}

const bar = (page: Page) => page.locator('.save-bar')
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).last()

test.group('Unsaved changes', (group) => {
  group.each.setup(() => cleanStore())

  test('show the save bar, which disappears when they are undone', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct({
      configuration: {
        content: 'Two\r\nlines\r\n',
        availableFrom: DateTime.utc(2026, 5, 1, 10, 30, 30, 500),
        availableUntil: DateTime.utc(2027, 5, 1, 10, 0),
      } as never,
    })
    const page = await browserContext.newPage()
    const questions = watch(page)
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/edit`)
    const content = page.getByLabel('Content')

    assert.isFalse(await bar(page).isVisible(), 'untouched')
    await content.fill('Other\nlines')
    assert.isTrue(await bar(page).isVisible(), 'changed')
    await content.fill('Two\nlines\n')
    assert.isFalse(await bar(page).isVisible(), 'taken back')
    await page.getByLabel('Available from').fill('2026-06-01T10:00')
    assert.isTrue(await bar(page).isVisible(), 'another date')
    await page.getByLabel('Available from').press('Control+z')
    await page.goto(`${STORE}/admin/products`)
    assert.lengthOf(questions, 1)
  })

  test('are discarded only after a confirmation', async ({ assert, browserContext }) => {
    const { configuration } = await createProduct({ configuration: { overview: 'Old' } as never })
    const page = await browserContext.newPage()
    const questions = watch(page)
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/edit`)
    const overview = page.getByLabel('Overview')

    await overview.fill('New')
    await bar(page).getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('button', { name: 'Keep editing' }).click()
    assert.equal(await overview.inputValue(), 'New')

    await bar(page).getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('button', { name: 'Discard changes' }).click()
    assert.equal(await overview.inputValue(), 'Old')
    await bar(page).waitFor({ state: 'hidden' })

    await page.locator('#field-slug').fill('Not good')
    await save(page).click()
    await page.getByText('One thing needs to be corrected').waitFor()
    await bar(page).getByRole('link', { name: 'Discard' }).click()
    await page.getByRole('link', { name: 'Discard changes' }).click()
    await page.locator('.summary').waitFor({ state: 'hidden' })
    assert.equal(await page.locator('#field-slug').inputValue(), configuration.slug)
    assert.lengthOf(questions, 0)
  })

  test('are asked about on Back, and are still there after Forward', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct()
    const page = await browserContext.newPage()
    const questions = watch(page)
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products`)
    await page.goto(`${STORE}/admin/products/${configuration.id}/edit`)

    await page.getByLabel('Position').fill('9')
    await page.goBack()
    await page.waitForURL(/\/admin\/products$/)
    assert.deepEqual(questions, ['beforeunload'])

    await page.goForward()
    await page.waitForURL(/\/edit$/)
    const isKept = (await page.getByLabel('Position').inputValue()) === '9'
    assert.equal(await bar(page).isVisible(), isKept)

    await page.getByLabel('Position').fill('11')
    await save(page).click()
    await page.getByText('Saved “').waitFor()
    await page.goto(`${STORE}/admin/products`)
    assert.lengthOf(questions, 1)
  })

  test('a notice stays until it is closed', async ({ assert, browserContext }) => {
    const { configuration } = await createProduct()
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/edit`)
    await page.getByLabel('Position').fill('9')
    await page.getByRole('button', { name: 'Save and return' }).click()

    const notice = page.getByRole('status').filter({ hasText: 'Saved “' })
    await notice.waitFor()
    assert.isTrue(await notice.getByRole('link', { name: 'Edit again' }).isVisible())
    await page.getByRole('button', { name: 'Close this notice' }).click()
    assert.isFalse(await notice.isVisible())
  })
})
