import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { signInFor, STORE } from '#tests/helpers/browser/sign_in'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenOwnedFile } from '#tests/helpers/store/library'

test.group('The library in a browser', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('leads from "My purchases" to the downloaded file, {how}')
    .with([
      { how: 'with JavaScript', javaScriptEnabled: true },
      { how: 'without JavaScript', javaScriptEnabled: false },
    ])
    .run(async ({ assert, browser }, { javaScriptEnabled }) => {
      const { user, configuration, release, bytes } = await givenOwnedFile({
        filename: 'Übung 日本.pdf',
      })
      const context = await browser.newContext({ javaScriptEnabled })
      const page = await context.newPage()
      await signInFor(page, '/purchases', user)

      await page.getByRole('heading', { name: 'My purchases' }).waitFor()
      await page.getByText('1 file, 100 kB').click()
      await page.getByText(release.sha256).waitFor()
      await page.getByRole('link', { name: `Open ${configuration.name}` }).click()
      await page.getByRole('heading', { name: `Welcome to ${configuration.name}` }).waitFor()

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download Übung 日本.pdf' }).click(),
      ])
      assert.equal(download.suggestedFilename(), 'Übung 日本.pdf')
      const saved = await readFile(await download.path())
      assert.equal(createHash('sha256').update(saved).digest('hex'), release.sha256)
      assert.isTrue(saved.equals(bytes))
      await context.close()
    })

  test('explains why an old link no longer opens, and what to do next', async ({
    assert,
    browser,
  }) => {
    const { user, purchase, address } = await givenOwnedFile()
    await purchase.merge({ status: 'refunded' }).save()
    const context = await browser.newContext()
    const page = await context.newPage()

    await signInFor(page, address, user)
    await page.waitForURL(`${STORE}/purchases/${purchase.reference}`)
    await page.getByRole('heading', { name: 'was refunded' }).waitFor()
    await page.getByRole('link', { name: 'Buy it again' }).waitFor()
    assert.equal(await page.getByRole('link', { name: /^Download/ }).count(), 0)
    await context.close()
  })
})
