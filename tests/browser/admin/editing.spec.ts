/// <reference lib="dom" />
import { readdir } from 'node:fs/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { createProduct } from '#database/factories/product_factory'
import FileRelease from '#models/file_release'
import { axeFindingsInBothSchemes } from '#tests/helpers/browser/axe'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { launchBrowser } from '#tests/helpers/browser/browser'
import { signInAsOwner, STORE } from '#tests/helpers/browser/sign_in'
import { waitUntil } from '#tests/helpers/wait_until'
import { staffActs } from '#tests/helpers/store/panel'

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).last()

test.group('Editing a product in a browser', (group) => {
  group.each.setup(() => cleanStore())

  test('warns before leaving with unsaved changes, and only then', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct({
      configuration: { content: 'Two\nlines\n' } as never,
    })
    const page = await browserContext.newPage()
    const warnings: string[] = []
    page.on('dialog', async (dialog) => {
      warnings.push(dialog.type())
      await dialog.accept()
    })
    await signInAsOwner(page)
    const edit = `${STORE}/admin/products/${configuration.id}/edit`

    await page.goto(edit)
    await page.getByLabel('Position').fill('9')
    await page.getByLabel('Position').fill(String(configuration.position))
    await page.goto(`${STORE}/admin/products`)
    assert.lengthOf(warnings, 0)

    await page.goto(edit)
    await page.getByLabel('Position').fill('9')
    assert.isTrue(await page.getByText('Unsaved changes').isVisible())
    await page.goto(`${STORE}/admin/products`)
    assert.deepEqual(warnings, ['beforeunload'])

    await page.goto(edit)
    await page.getByLabel('Position').fill('9')
    await save(page).click()
    await page.getByText('Saved “').waitFor()
    await page.goto(`${STORE}/admin/products`)
    assert.lengthOf(warnings, 1)

    await page.goto(edit)
    await page.locator('#field-slug').fill('Not good')
    await save(page).click()
    await page.getByText('One thing needs to be corrected').waitFor()
    await page.goto(`${STORE}/admin/products`)
    assert.lengthOf(warnings, 2)
  })

  test('is saved once however often the button is pressed', async ({ assert, browserContext }) => {
    const { configuration } = await createProduct()
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/edit`)
    let posts = 0
    page.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0))

    await page.getByLabel('Position').fill('9')
    await page.getByRole('button', { name: 'Save and return' }).dblclick()
    await page.waitForURL(/\/admin\/products$/)

    assert.equal(posts, 1)
    assert.lengthOf(await staffActs(), 1)
    assert.equal((await configuration.refresh()).position, 9)
  })

  test('saves with Enter, and previews in a new tab', async ({ assert, browserContext }) => {
    const { configuration } = await createProduct()
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/edit`)

    await page.getByLabel('Content').fill('## From the form')
    const [preview] = await Promise.all([
      browserContext.waitForEvent('page'),
      page.getByRole('button', { name: 'Preview content' }).click(),
    ])
    await preview.getByRole('heading', { name: 'From the form' }).waitFor()
    assert.lengthOf(await staffActs(), 0)

    await page.getByLabel('Position').fill('12')
    await page.keyboard.press('Enter')
    await page.getByText('Saved “').waitFor()
    assert.equal((await configuration.refresh()).position, 12)
    assert.equal(configuration.content, '## From the form')
  })

  test('uploads with a progress bar and shows what went wrong', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct()
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/files`)
    const choose = (name: string, buffer: Buffer) =>
      page.locator('#field-file').setInputFiles({ name, mimeType: 'application/zip', buffer })

    await choose('empty.zip', Buffer.alloc(0))
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await page.getByText('“empty.zip” is empty, so it was not added').waitFor()

    await choose('icons.zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2_999_996)]))
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await page.getByText('Added “icons.zip”.').waitFor()
    const [release] = await FileRelease.all()
    assert.equal(release.size, 3_000_000)

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download icons.zip' }).click(),
    ])
    assert.equal(download.suggestedFilename(), 'icons.zip')
  })

  test('shows how much of an upload is sent at any time, and announces it now and then', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct()
    const page = await browserContext.newPage()
    await signInAsOwner(page)
    await page.goto(`${STORE}/admin/products/${configuration.id}/files`)
    await page.evaluate(() => {
      XMLHttpRequest.prototype.send = function () {
        Object.assign(globalThis, { sending: this })
      }
    })
    const progress = (loaded: number) =>
      page.evaluate((sent) => {
        const { sending } = globalThis as unknown as { sending: XMLHttpRequest }
        const event = new ProgressEvent('progress', { loaded: sent, total: 100 })
        sending.upload.onprogress?.call(sending, event)
      }, loaded)

    await page
      .locator('#field-file')
      .setInputFiles({ name: 'a.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') })
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await progress(0)
    await progress(28)

    assert.equal(await page.locator('.upload-percent').textContent(), '28 % sent')
    assert.isTrue(await page.locator('.upload-percent').isVisible())
    assert.equal(await page.locator('.upload-state [role="status"]').textContent(), '0 % sent')
    await page.getByRole('button', { name: 'Cancel upload' }).click()
  })

  test('axe finds nothing on intermediate pages, in light and dark', async ({
    assert,
    browserContext,
  }) => {
    const { configuration } = await createProduct()
    const page = await browserContext.newPage()
    page.on('dialog', (dialog) => dialog.accept())
    await signInAsOwner(page)
    const edit = `${STORE}/admin/products/${configuration.id}/edit`
    const look = async (what: string) => {
      assert.deepEqual(await axeFindingsInBothSchemes(page), [], what)
    }

    await page.goto(edit)
    await page.getByLabel('Position').fill('')
    await save(page).click()
    await page.getByText('One thing needs to be corrected').waitFor()
    await look('a refused form')

    await page.goto(edit)
    await configuration.merge({ overview: 'Theirs', lockVersion: 7 }).save()
    await page.getByLabel('Overview').fill('Mine')
    await save(page).click()
    await page.getByRole('heading', { name: 'Two versions of' }).waitFor()
    await look('a conflict')

    await page.goto(`${STORE}/admin/products?q=nothing&state=on_sale`)
    await look('a search without results')

    await page.goto(`${STORE}/admin/sync`)
    await page.getByRole('button', { name: 'Show what would change' }).click()
    await page.getByRole('heading', { name: 'What would change' }).waitFor()
    await look('the result of a sync')
  })

  test('works from list to form and back, with cover and conflict, without JavaScript', async ({
    assert,
    cleanup,
  }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const browser = await launchBrowser()
    cleanup(() => browser.close())
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await signInAsOwner(page)

    await page.goto(`${STORE}/admin/products`)
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('ico')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByRole('link', { name: 'Icons', exact: true }).click()
    const other = await context.newPage()
    await other.goto(page.url())

    await page.getByLabel('Name').fill('Better icons')
    await page
      .getByLabel('Cover')
      .setInputFiles('stripe_emulator/catalogue/covers/' + (await aCover()))
    await page.getByRole('button', { name: 'Save and return' }).click()
    await page.getByText('Saved “Better icons”.').waitFor()
    assert.include(page.url(), 'q=ico')
    assert.isNotNull((await configuration.refresh()).coverKey)

    await other.getByLabel('Name').fill('Best icons')
    await save(other).click()
    await other.getByRole('heading', { name: 'Two versions of' }).waitFor()
    await other.getByLabel('Overwrite with mine').first().check()
    await other.getByRole('button', { name: 'Save this' }).click()
    await other.getByText('Saved “Best icons”.').waitFor()
    assert.equal((await configuration.refresh()).nameOverride, 'Best icons')
    assert.isNotNull(configuration.coverKey)

    await other.getByRole('link', { name: 'Files' }).click()
    await other
      .locator('#field-file')
      .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') })
    await other.getByRole('button', { name: 'Upload', exact: true }).click()
    await other.getByText('Added “a.txt”.').waitFor()
    await waitUntil('the file is stored', async () => (await FileRelease.all()).length === 1)
  })
})

async function aCover(): Promise<string> {
  const covers = await readdir('stripe_emulator/catalogue/covers')
  return covers.find((name) => /\.(jpg|png|webp)$/.test(name)) ?? ''
}
