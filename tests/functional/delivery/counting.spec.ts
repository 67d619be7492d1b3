import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import Download from '#models/download'
import type Purchase from '#models/purchase'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { Downloader } from '#tests/helpers/store/downloader'
import { type OwnedFile, addRelease, givenOwnedFile } from '#tests/helpers/store/library'
import { waitUntil } from '#tests/helpers/wait_until'

/** More connections than one download manager opens. */
const CONNECTIONS = 50

/** Bytes that are not sent completely when the client closes the connection at once. */
const MORE_THAN_CONNECTIONS_HOLD = 32_000_000

test.group('Downloads are counted', (group) => {
  let file: OwnedFile
  let browser: Downloader

  group.each.setup(async () => {
    await cleanStoreAlone()
    file = await givenOwnedFile()
    browser = await Downloader.of(file.user)
  })

  test('once for fifty simultaneous ranges, a HEAD, a 304 and an aborted request', async ({
    assert,
  }) => {
    const part = file.bytes.length / CONNECTIONS
    const ranges = Array.from({ length: CONNECTIONS }, (_, index) => index * part)

    const [parts] = await Promise.all([
      Promise.all(
        ranges.map((start) =>
          browser.get(file.address, { range: `bytes=${start}-${start + part - 1}` })
        )
      ),
      browser.request('HEAD', file.address),
      browser.get(file.address, { 'if-none-match': `"${file.release.sha256}"` }),
      browser.get(file.address, { range: 'bytes=999999-' }),
      browser.get(file.address, {}, { cutAfter: 10 }),
    ])

    assert.isTrue(Buffer.concat(parts.map(({ body }) => body)).equals(file.bytes))
    const downloads = await Download.all()
    assert.lengthOf(downloads, 1)
    assert.equal(downloads[0].requests, CONNECTIONS + 1)
    assert.equal(downloads[0].userId, file.user.id)
    assert.equal(downloads[0].purchaseId, file.purchase.id)
  })

  test('as complete when the last byte was sent', async ({ assert }) => {
    file = await givenOwnedFile({ bytes: Buffer.alloc(MORE_THAN_CONNECTIONS_HOLD, 'kiosk') })
    browser = await Downloader.of(file.user)

    await browser.get(file.address, {}, { cutAfter: 10 })
    await waitUntil(
      'the aborted download is recorded',
      async () => (await Download.firstOrFail()).bytes > 0
    )
    assert.isNull((await Download.firstOrFail()).completedAt)

    await browser.get(file.address)
    const download = await waitUntil('the rest is recorded', async () => {
      const row = await Download.firstOrFail()
      return row.completedAt === null ? null : row
    })
    assert.isAtLeast(download.bytes, file.bytes.length)
    assert.equal(download.requests, 2)
    assert.equal(download.address, '127.0.0.1')
  })

  test('not as complete when only the end was sent', async ({ assert }) => {
    await browser.get(file.address, { range: 'bytes=-10' })
    await waitUntil('the end is recorded', async () => (await Download.firstOrFail()).bytes === 10)
    assert.isNull((await Download.firstOrFail()).completedAt)
  })

  test('again for another release, and after a day', async ({ assert }) => {
    await browser.get(file.address)
    await addRelease({
      configurationId: file.configuration.id,
      fileId: file.release.productFileId,
      filename: 'book.pdf',
      stream: Readable.from([Buffer.from('new')]),
    })
    assert.equal((await browser.get(file.address)).body.toString(), 'new')
    const old = await browser.get(`${file.address}?release=1`)
    assert.isTrue(old.body.equals(file.bytes))
    assert.lengthOf(await Download.all(), 2)

    const first = await Download.findByOrFail('fileReleaseId', file.release.id)
    await first.merge({ windowStart: DateTime.utc().minus({ hours: 24, seconds: 1 }) }).save()
    await browser.get(`${file.address}?release=1`)
    assert.lengthOf(await Download.all(), 3)
  })

  test('not when access is refused, such as after a refund', async ({ assert }) => {
    assert.equal((await browser.get(file.address)).status, 200)

    await set(file.purchase, { status: 'refunded' })
    const refused = await browser.get(file.address, { range: 'bytes=50000-' })
    assert.equal(refused.status, 303)
    assert.equal(refused.headers.location, `/purchases/${file.purchase.reference}`)
    const program = await browser.get(file.address, { accept: 'application/json' })
    assert.equal(program.status, 403)
    assert.equal(JSON.parse(program.body.toString()).error.code, 'refunded')

    await set(file.purchase, { status: 'active' })
    assert.equal((await browser.get(file.address)).status, 200)
    assert.equal((await Download.firstOrFail()).requests, 2)
  })
})

function set(purchase: Purchase, values: Partial<Purchase>) {
  return purchase.merge(values as never).save()
}
