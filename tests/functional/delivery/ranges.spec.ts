import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { type OwnedFile, givenOwnedFile } from '#tests/helpers/store/library'
import { Downloader } from '#tests/helpers/store/downloader'

test.group('A file in parts', (group) => {
  let file: OwnedFile
  let browser: Downloader

  group.setup(async () => {
    await cleanStoreAlone()
    file = await givenOwnedFile({ filename: 'Übung «1» 日本.pdf' })
    browser = await Downloader.of(file.user)
  })

  test('is sent whole with the headers to cache and resume it', async ({ assert }) => {
    const answer = await browser.get(file.address)

    assert.equal(answer.status, 200)
    assert.isTrue(answer.body.equals(file.bytes))
    assert.containsSubset(answer.headers, {
      'content-type': 'application/pdf',
      'content-length': '100000',
      'accept-ranges': 'bytes',
      'etag': `"${createHash('sha256').update(file.bytes).digest('hex')}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store, no-transform',
    })
    assert.equal(
      answer.headers['content-disposition'],
      `attachment; filename="Ubung _1_ __.pdf"; filename*=UTF-8''%C3%9Cbung%20%C2%AB1%C2%BB%20%E6%97%A5%E6%9C%AC.pdf`
    )
  })

  test('answers the range {range} with {status}')
    .with([
      { range: 'bytes=0-0', status: 206, from: 0, to: 1 },
      { range: 'bytes=500-999', status: 206, from: 500, to: 1000 },
      { range: 'bytes=99990-', status: 206, from: 99_990, to: 100_000 },
      { range: 'bytes=-10', status: 206, from: 99_990, to: 100_000 },
      { range: 'bytes=99990-200000', status: 206, from: 99_990, to: 100_000 },
      { range: 'bytes=-200000', status: 206, from: 0, to: 100_000 },
      { range: 'bytes=0-10,500-600', status: 200, from: 0, to: 100_000 },
      { range: 'pages=1-2', status: 200, from: 0, to: 100_000 },
      { range: 'bytes=x-y', status: 200, from: 0, to: 100_000 },
      { range: 'bytes=5-2', status: 200, from: 0, to: 100_000 },
      { range: 'bytes=-0', status: 416, from: 0, to: 0 },
      { range: 'bytes=100000-', status: 416, from: 0, to: 0 },
    ])
    .run(async ({ assert }, { range, status, from, to }) => {
      const answer = await browser.get(file.address, { range })

      assert.equal(answer.status, status)
      if (status === 416) {
        assert.equal(answer.headers['content-range'], 'bytes */100000')
        assert.isUndefined(answer.headers['content-disposition'])
        return
      }
      assert.isTrue(answer.body.equals(file.bytes.subarray(from, to)))
      if (status === 206) {
        assert.equal(answer.headers['content-range'], `bytes ${from}-${to - 1}/100000`)
      }
    })

  test('answers HEAD with headers and no body', async ({ assert }) => {
    const answer = await browser.request('HEAD', file.address, { range: 'bytes=0-9' })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-length'], '100000')
    assert.equal(answer.headers['accept-ranges'], 'bytes')
    assert.lengthOf(answer.body, 0)
  })

  test('is resumed only while the file is the same', async ({ assert }) => {
    const range = 'bytes=40000-'
    const etag = `"${file.release.sha256}"`

    const same = await browser.get(file.address, { range, 'if-range': etag })
    assert.equal(same.status, 206)
    assert.isTrue(same.body.equals(file.bytes.subarray(40_000)))

    for (const other of ['"another"', 'Mon, 23 Nov 2026 00:00:00 GMT']) {
      const whole = await browser.get(file.address, { range, 'if-range': other })
      assert.equal(whole.status, 200)
      assert.isTrue(whole.body.equals(file.bytes))
    }
  })

  test('is not sent when If-None-Match or If-Match forbid it', async ({ assert }) => {
    const etag = `"${file.release.sha256}"`
    const known = await browser.get(file.address, { 'if-none-match': etag })
    assert.equal(known.status, 304)
    assert.lengthOf(known.body, 0)

    const other = await browser.get(file.address, { 'if-match': '"another"' })
    assert.equal(other.status, 412)
    assert.isBelow(other.body.length, 200)
  })

  test('is complete after it was cut off and resumed', async ({ assert }) => {
    const first = await browser.get(file.address, {}, { cutAfter: 30_000 })
    const rest = await browser.get(file.address, {
      'range': `bytes=${first.body.length}-`,
      'if-range': String(first.headers.etag),
    })
    assert.equal(rest.status, 206)
    assert.isTrue(Buffer.concat([first.body, rest.body]).equals(file.bytes))
  })

  test('is refused to {who}')
    .with([
      { who: 'a visitor who is not signed in', code: 'signed_out', status: 401 },
      { who: 'a user who never bought it', code: 'never_bought', status: 403 },
    ])
    .run(async ({ assert }, { code, status }) => {
      const stranger =
        code === 'signed_out' ? new Downloader() : await Downloader.of(await UserFactory.create())
      for (const method of ['GET', 'HEAD']) {
        const program = await stranger.request(method, file.address, {
          accept: 'application/json',
        })
        assert.equal(program.status, status)
        if (method === 'GET') {
          assert.equal(JSON.parse(program.body.toString()).error.code, code)
        }
        const person = await stranger.request(method, file.address, { accept: 'text/html' })
        assert.equal(person.status, 303)
      }
    })

  test('is not found under another product, another reference or another version', async ({
    assert,
  }) => {
    const other = await givenOwnedFile()
    const reference = file.release.productFile.reference
    const both = await Downloader.of(other.user)
    const addresses = [
      `/products/${other.configuration.slug}/files/${reference}`,
      `/products/${other.configuration.slug}/files/0000000000`,
      `/products/${other.configuration.slug}/files/..%2f..%2fkiosk.sqlite3`,
      `${other.address}?release=2`,
      `${other.address}?release=../1`,
    ]
    for (const address of addresses) {
      assert.equal((await both.get(address)).status, 404, address)
    }
    assert.equal((await both.get(`${other.address}?release=1`)).status, 200)
    assert.equal((await both.get(`${other.address}?release[]=1`)).status, 200)
  })
})
