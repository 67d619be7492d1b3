import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import Download from '#models/download'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { Downloader } from '#tests/helpers/store/downloader'
import {
  addRelease,
  givenOwnedFile,
  givenPurchase,
  type OwnedFile,
} from '#tests/helpers/store/library'

test.group('A download limit', (group) => {
  let file: OwnedFile
  let browser: Downloader

  group.each.setup(async () => {
    await cleanStoreAlone()
    file = await givenOwnedFile()
    await file.configuration.merge({ downloadLimit: 2 }).save()
    browser = await Downloader.of(file.user)
  })

  test('counts windows of a day; resumes, ranges and aborted downloads within one are free', async ({
    assert,
  }) => {
    await browser.get(file.address, {}, { cutAfter: 10 })
    await endWindow()
    for (const start of [0, 1000, 50_000]) {
      const part = await browser.get(file.address, { range: `bytes=${start}-` })
      assert.equal(part.status, 206)
    }
    assert.equal((await browser.get(file.address)).status, 200)
    assert.lengthOf(await Download.all(), 2)

    await endWindow()
    const refused = await browser.get(file.address)
    const resumed = await browser.get(file.address, { range: 'bytes=50000-' })
    assert.deepEqual([refused.status, resumed.status], [403, 403])
    assert.equal((await browser.request('HEAD', file.address)).status, 403)
    assert.lengthOf(await Download.all(), 2)
  })

  test('is explained with a contact address; programs get a code', async ({ assert }) => {
    await useUp()

    const page = (await browser.get(file.address)).body.toString()
    const program = await browser.get(file.address, { accept: 'application/json' })

    assert.include(page, 'You have downloaded this as often as your purchase allows')
    assert.include(page, '“book.pdf” can be downloaded 2 times with this purchase')
    assert.match(page, new RegExp(`href="mailto:[^"]*${file.purchase.reference}`))
    assert.include(page, `href="/purchases/${file.purchase.reference}"`)
    assert.equal(program.status, 403)
    assert.equal(JSON.parse(program.body.toString()).error.code, 'download_limit')
  })

  test('starts over for a new release and for a new purchase', async ({ assert }) => {
    await useUp()
    assert.equal((await browser.get(file.address)).status, 403)

    await addRelease({
      configurationId: file.configuration.id,
      fileId: file.release.productFileId,
      filename: 'book.pdf',
      stream: Readable.from([Buffer.from('new')]),
    })
    assert.equal((await browser.get(file.address)).body.toString(), 'new')
    assert.equal((await browser.get(`${file.address}?release=1`)).status, 403)

    await givenPurchase(file.user, file.configuration, {
      purchasedAt: DateTime.utc().plus({ seconds: 1 }),
    })
    assert.equal((await browser.get(`${file.address}?release=1`)).status, 200)
  })

  test('is shown beside the files', async ({ assert }) => {
    const address = `/products/${file.configuration.slug}/access`
    const words = 'Each version can be downloaded 2 times.'
    assert.include((await browser.get(address)).body.toString(), words)

    await file.configuration.merge({ downloadLimit: null }).save()
    await useUp()
    assert.notInclude((await browser.get(address)).body.toString(), 'can be downloaded')
    assert.equal((await browser.get(file.address)).status, 200)
  })

  /** Records two past download windows. */
  async function useUp() {
    for (const hours of [30, 60]) {
      await Download.create({
        purchaseId: file.purchase.id,
        userId: file.user.id,
        fileReleaseId: file.release.id,
        windowStart: DateTime.utc().minus({ hours }),
        requests: 1,
        bytes: 100,
      })
    }
  }
})

/** Moves every window more than a day into the past. */
async function endWindow() {
  for (const download of await Download.all()) {
    await download.merge({ windowStart: download.windowStart.minus({ hours: 25 }) }).save()
  }
}
