import { createHash, randomBytes } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import deliveryConfig from '#config/delivery'
import { createProduct } from '#database/factories/product_factory'
import FileRelease from '#models/file_release'
import ProductFile from '#models/product_file'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import type { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

const filesAddress = (id: number) => `/admin/products/${id}/files`
const uploadAddress = (id: number) => `/admin/products/${id}/uploads`

function upload(visitor: Visitor, id: number, files: Record<string, Buffer>) {
  const form = new FormData()
  form.set('_csrf', visitor.token)
  for (const [name, bytes] of Object.entries(files)) {
    form.append('file', new Blob([new Uint8Array(bytes)]), name)
  }
  return visitor.upload(uploadAddress(id), form)
}

async function labelsInOrder(id: number) {
  const files = await ProductFile.query()
    .where('productConfigurationId', id)
    .whereNull('archivedAt')
    .orderBy('position')
  return files.map(({ label }) => label)
}

/** Every file on the private disk, unfinished parts included. */
async function storedFiles() {
  const found = await readdir(deliveryConfig.goodsDirectory, {
    recursive: true,
    withFileTypes: true,
  }).catch(() => [])
  return found
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name))
}

test.group('Files of a product', (group) => {
  group.each.setup(() => cleanStore())

  test('are uploaded several at once, with a checksum and an audit entry each', async ({
    assert,
  }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const visitor = await givenStaff()
    const first = Buffer.concat([Buffer.from('%PDF-1.7'), randomBytes(300_000)])
    const second = Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(10)])

    const answer = await upload(visitor, configuration.id, {
      'Größe.pdf': first,
      'second.zip': second,
    })

    assert.equal(answer.status, 303)
    assert.deepEqual(await labelsInOrder(configuration.id), ['Größe.pdf', 'second.zip'])
    const releases = await FileRelease.query().orderBy('id')
    assert.deepEqual(
      releases.map(({ size, sha256 }) => ({ size, sha256 })),
      [first, second].map((bytes) => ({
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }))
    )
    const page = await visitor.get(filesAddress(configuration.id))
    assert.include(readHtml(page.body), releases[0].sha256)
    const entries = await staffActs()
    assert.deepEqual(
      entries.map(({ action, subjectLabel }) => `${action} ${subjectLabel}`),
      ['product.file_added Icons', 'product.file_added Icons']
    )
    assert.equal(entries[0].changes.sha256.after, releases[0].sha256)
  })

  test('answer programs, such as the progress bar, in JSON', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const form = new FormData()
    form.set('_csrf', visitor.token)
    form.append('file', new Blob(['x']), 'x.txt')

    const added = await visitor.upload(uploadAddress(configuration.id), form, {
      accept: 'application/json',
    })
    const none = await visitor.upload(uploadAddress(configuration.id), new FormData(), {
      accept: 'application/json',
    })

    assert.equal(added.status, 201)
    assert.equal(JSON.parse(added.body).location, filesAddress(configuration.id))
    assert.equal(none.status, 422)
    assert.equal(JSON.parse(none.body).error.message, 'Choose a file first')
  })

  test('are refused when no file was chosen or the file is empty', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    const none = await upload(visitor, configuration.id, {})
    const empty = await upload(visitor, configuration.id, { 'empty.txt': Buffer.alloc(0) })

    assert.equal(none.status, 422)
    assert.include(none.body, 'Choose a file first')
    assert.equal(empty.status, 422)
    assert.include(empty.body, '“empty.txt” is empty, so it was not added')
    assert.lengthOf(await storedFiles(), 0)
    assert.lengthOf(await ProductFile.all(), 0)
  })

  test('that a browser would run, or that are not what they are called, are refused')
    .with([
      ['page.html', '<script>1</script>', 'a kind of file that browsers run'],
      ['page.html. ', '<script>1</script>', 'a kind of file that browsers run'],
      ['page.html\u200b', '<script>1</script>', 'a kind of file that browsers run'],
      ['script.JS', 'alert(1)', 'a kind of file that browsers run'],
      ['song.mp3', 'MZ\x90\0', 'not what its name says'],
      ['book.pdf', 'MZ\x90\0 %PDF-1.7', 'not what its name says'],
      ['book.pdf', 'PK\x03\x04', 'not what its name says'],
      ['icons.zip', '%PDF-1.7', 'not what its name says'],
      ['photo.png', '<svg></svg>', 'not what its name says'],
      ['film.mov', '\xef\xbb\xbf <!DOCTYPE html>', 'not what its name says'],
      ['table.xlsx', 'MZ\x90\0', 'not what its name says'],
      ['song.mp3', '<html>', 'not what its name says'],
    ])
    .run(async ({ assert }, [name, bytes, reason]) => {
      const { configuration } = await createProduct()
      const visitor = await givenStaff()

      const answer = await upload(visitor, configuration.id, {
        [name]: Buffer.concat([Buffer.from(bytes, 'latin1'), Buffer.alloc(200_000)]),
      })

      assert.equal(answer.status, 422)
      assert.include(readHtml(answer.body), `“${name}” is ${reason}`)
      assert.lengthOf(await storedFiles(), 0)
      assert.lengthOf(await ProductFile.all(), 0)
    })

  test('of every other kind are taken, as their programs write them')
    .with([
      ['book.pdf ', '%PDF-1.7'],
      ['report.pdf', '\xef\xbb\xbf%PDF-1.7'],
      ['printed.pdf', '\x1b%-12345X@PJL JOB\r\n%PDF-1.4'],
      ['locked.docx', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
      ['pack.7z.001', '7z\xbc\xaf\x27\x1c'],
      ['pack.7z.002', 'MZ'],
      ['notes.txt', 'MZ is short for Mark Zbikowski'],
      ['outlines.ttf', 'OTTO'],
      ['setup.exe', 'MZ\x90\0'],
      ['part.3mf', 'PK\x03\x04'],
      ['drawing.step', 'ISO-10303-21;'],
      ['icon.svg', '<svg></svg>'],
      ['Makefile', 'all:'],
    ])
    .run(async ({ assert }, [name, bytes]) => {
      const { configuration } = await createProduct()
      const visitor = await givenStaff()

      const answer = await upload(visitor, configuration.id, {
        [name]: Buffer.from(bytes, 'latin1'),
      })

      assert.equal(answer.status, 303, readHtml(answer.body))
      assert.deepEqual(await labelsInOrder(configuration.id), [name.trim()])
    })

  test('that begin like no other of their kind are taken, with a warning', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    await upload(visitor, configuration.id, {
      'pack.zip': Buffer.from('the last part of a split archive'),
      'film.mov': Buffer.from('\0\0\0\x08skip'),
    })
    const page = await visitor.get(filesAddress(configuration.id))

    assert.deepEqual(await labelsInOrder(configuration.id), ['pack.zip', 'film.mov'])
    assert.include(
      readHtml(page.body),
      'Added “pack.zip”, “film.mov”. “pack.zip” does not begin like other files of its kind, so check that it opens.'
    )
    assert.notInclude(readHtml(page.body), '“film.mov” does not begin')
  })

  test('that are programs are taken, with a warning', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    const names = ['setup.exe', 'tool.PY', 'store.msix', 'add-on.xpi']
    for (const name of names) {
      await upload(visitor, configuration.id, { [name]: Buffer.from('MZ') })
      const page = await visitor.get(filesAddress(configuration.id))

      assert.include(readHtml(page.body), `Added “${name}”. “${name}” is a program:`)
    }
  })

  test('are stored when others of the same upload are refused, and the page says which', async ({
    assert,
  }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const good = Buffer.concat([Buffer.from('ID3'), randomBytes(400_000)])

    await upload(visitor, configuration.id, {
      'bad.html': randomBytes(300_000),
      'good.mp3': good,
    })
    const page = await visitor.get(filesAddress(configuration.id))

    assert.deepEqual(await labelsInOrder(configuration.id), ['good.mp3'])
    assert.include(readHtml(page.body), 'Added “good.mp3”. “bad.html” is a kind of file')
    assert.include(readHtml(page.body), 'Type audio/mpeg')
    assert.match(readHtml(page.body), /Added \d+ \w+ 2\d{3}.* by The owner </)
    const [release] = await FileRelease.all()
    assert.equal(release.sha256, createHash('sha256').update(good).digest('hex'))
  })

  test('that claim more than 2 GB are refused before they are read', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    const answer = await begin(visitor, uploadAddress(configuration.id), {
      'content-length': '3000000000',
      'x-csrf-token': visitor.token,
    })

    assert.equal(answer.status, 413)
    assert.include(answer.body, 'larger than 2 GB')
    assert.include(answer.body, 'desk-content')
  })

  test('are not read without the token or without the right', async ({ assert }) => {
    const { configuration } = await createProduct()
    const owner = await givenStaff()
    const viewer = await givenStaff('viewer')
    const address = uploadAddress(configuration.id)
    const headers = { 'content-length': '1000000' }

    const withoutToken = await begin(owner, address, { ...headers, 'x-csrf-token': 'guessed' })
    const withoutRight = await begin(viewer, address, headers)

    assert.equal(withoutToken.status, 403)
    assert.equal(withoutRight.status, 403)
    assert.lengthOf(await storedFiles(), 0)
  })

  test('are refused where the token is not the first field, and it is in no address', async ({
    assert,
  }) => {
    const { configuration } = await createProduct()
    const owner = await givenStaff()
    const page = await owner.get(filesAddress(configuration.id))
    const bytes = randomBytes(200_000)

    for (const token of [null, '', 'guessed', (await givenStaff()).token]) {
      const form = new FormData()
      if (token !== null) {
        form.set('_csrf', token)
      }
      form.append('file', new Blob([bytes]), 'a.txt')
      form.append('_csrf', owner.token)
      const answer = await owner.upload(uploadAddress(configuration.id), form)
      assert.equal(answer.status, 403, String(token))
    }
    assert.lengthOf(await ProductFile.all(), 0)
    assert.lengthOf(await storedFiles(), 0)
    assert.notMatch(page.body, /(?:action|href)="[^"]*_csrf/)
  })

  test('are stored when the token arrives byte by byte, and not when it breaks off', async ({
    assert,
  }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const address = uploadAddress(configuration.id)
    const token = `--x\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${visitor.token}\r\n`
    const file = `--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello`
    const warnings: string[] = []
    const keep = ({ message }: Error) => void warnings.push(message)
    process.on('warning', keep)

    try {
      const whole = await trickle(visitor, address, token, `${file}\r\n--x--\r\n`)
      await trickle(visitor, address, token.slice(0, -10), null)

      assert.equal(whole, 303)
      assert.lengthOf(await ProductFile.all(), 1)
      assert.deepEqual(warnings, [])
      assert.equal((await visitor.get(filesAddress(configuration.id))).status, 200)
    } finally {
      process.off('warning', keep)
    }
  })

  test('leave nothing behind when an upload is aborted', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    await abortUpload(visitor, uploadAddress(configuration.id), 'name="file"; filename="a.txt"')

    await waitUntil('the part is gone', async () => (await storedFiles()).length === 0)
    assert.lengthOf(await ProductFile.all(), 0)
    assert.equal((await visitor.get(filesAddress(configuration.id))).status, 200)
  })

  test('do not crash the process when an upload is aborted in an unexpected part', async ({
    assert,
  }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    for (const disposition of [
      'name="other"; filename="a"',
      'name="file"; filename=""',
      'name="toString"; filename="a"',
      'name="label"',
    ]) {
      await abortUpload(visitor, uploadAddress(configuration.id), disposition)
      assert.equal((await visitor.get(filesAddress(configuration.id))).status, 200, disposition)
    }
  })

  test('are renamed, moved, archived and restored, with an audit entry each', async ({
    assert,
  }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    await upload(visitor, configuration.id, {
      'a.txt': Buffer.from('a'),
      'b.txt': Buffer.from('b'),
      'c.txt': Buffer.from('c'),
    })
    const [a, , c] = await ProductFile.query().orderBy('id')
    const change = (file: ProductFile, fields: Record<string, string>) =>
      visitor.post(`${filesAddress(configuration.id)}/${file.id}`, fields)

    await change(a, { intent: 'rename', label: ' The first ' })
    await change(c, { intent: 'up' })
    await change(c, { intent: 'up' })
    await change(c, { intent: 'up' })
    assert.deepEqual(await labelsInOrder(configuration.id), ['c.txt', 'The first', 'b.txt'])

    await change(a, { intent: 'archive' })
    assert.deepEqual(await labelsInOrder(configuration.id), ['c.txt', 'b.txt'])
    await change(a, { intent: 'restore' })
    assert.deepEqual(await labelsInOrder(configuration.id), ['c.txt', 'The first', 'b.txt'])

    const entries = await staffActs().where('action', 'not like', '%added')
    assert.deepEqual(
      entries.map(({ action }) => action.replace('product.file_', '')),
      ['renamed', 'moved', 'moved', 'archived', 'restored']
    )
    assert.deepEqual(entries[0].changes.label, { before: 'a.txt', after: 'The first' })
  })

  test('keep a refused label in its field', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    await upload(visitor, configuration.id, { 'a.txt': Buffer.from('a') })
    const [file] = await ProductFile.all()
    const long = 'x'.repeat(201)

    const answer = await visitor.post(`${filesAddress(configuration.id)}/${file.id}`, {
      intent: 'rename',
      label: long,
    })

    assert.equal(answer.status, 422)
    assert.include(answer.body, `value="${long}"`)
    assert.include(answer.body, `href="#field-label-${file.id}"`)
  })

  test('of another product cannot be changed through this one', async ({ assert }) => {
    const one = await createProduct()
    const other = await createProduct()
    const visitor = await givenStaff()
    await upload(visitor, one.configuration.id, { 'a.txt': Buffer.from('a') })
    const [file] = await ProductFile.all()
    const [release] = await FileRelease.all()

    const renamed = await visitor.post(`${filesAddress(other.configuration.id)}/${file.id}`, {
      intent: 'rename',
      label: 'Mine',
    })
    const taken = await visitor.post(
      `/admin/products/${other.configuration.id}/releases/${release.id}/download`
    )

    assert.equal(renamed.status, 404)
    assert.equal(taken.status, 404)
  })

  test('are downloaded by staff as attachments, which is audited', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff('owner')
    await upload(visitor, configuration.id, { 'book.svg': Buffer.from('<script>1</script>') })
    const [release] = await FileRelease.all()
    await visitor.get(filesAddress(configuration.id))

    const answer = await visitor.post(
      `/admin/products/${configuration.id}/releases/${release.id}/download`
    )

    assert.equal(answer.status, 200)
    assert.equal(answer.body, '<script>1</script>')
    assert.include(answer.headers.get('content-disposition'), 'attachment; filename="book.svg"')
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.include(answer.headers.get('content-security-policy'), 'sandbox')
    const entry = await staffActs().clearOrder().orderBy('id', 'desc').firstOrFail()
    assert.equal(entry.action, 'product.file_downloaded')
    assert.lengthOf(await db.from('downloads'), 0)
  })

  test('whose bytes are missing are marked as missing', async ({ assert }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const visitor = await givenStaff()
    await upload(visitor, configuration.id, { 'a.txt': Buffer.from('a') })
    const [release] = await FileRelease.all()
    await release.merge({ storageKey: 'no/where' }).save()

    const answer = await visitor.post(
      `/admin/products/${configuration.id}/releases/${release.id}/download`
    )

    assert.equal(answer.status, 503)
    assert.include(answer.body, 'Bytes missing')
    const list = await visitor.get('/admin/products?files=missing')
    assert.include(list.body, 'File missing')
    assert.match(readHtml((await visitor.get('/admin')).body), /1 Files whose bytes are missing/)
  })
})

/** Sends the headers of an upload without a body, and waits for the answer. */
function begin(visitor: Visitor, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const request = startUpload(visitor, path, headers)
    request.on('response', async (response) => {
      let body = ''
      for await (const chunk of response) {
        body += chunk
      }
      request.destroy()
      resolve({ status: response.statusCode ?? 0, body })
    })
    request.on('error', reject)
    request.flushHeaders()
  })
}

/** Sends a part of an upload and closes the connection. */
async function abortUpload(visitor: Visitor, path: string, disposition: string) {
  const request = startUpload(visitor, path, {
    'content-length': '5000000',
    'x-csrf-token': visitor.token,
  })
  request.on('error', () => undefined)
  request.write(
    `--x\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${'a'.repeat(1_000_000)}`
  )
  if (/name="file"; filename="[^"]/.test(disposition)) {
    await waitUntil('the store has begun to write it', async () => (await storedFiles()).length > 0)
  } else {
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  request.destroy()
}

/**
 * Sends the start of a form byte by byte, then the rest; null closes the connection.
 * @returns the status, if there is an answer
 */
async function trickle(visitor: Visitor, path: string, start: string, rest: string | null) {
  const request = startUpload(visitor, path, {})
  const answer = new Promise<number | null>((resolve) => {
    request.on('response', (response) => resolve(response.resume().statusCode ?? null))
    request.on('error', () => resolve(null))
  })
  for (const byte of start) {
    request.write(byte)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  if (rest === null) {
    request.destroy(new Error('closed'))
  } else {
    request.end(rest)
  }
  return answer
}

function startUpload(visitor: Visitor, path: string, headers: Record<string, string>) {
  return httpRequest(new URL(path, visitor.base), {
    method: 'POST',
    headers: {
      'accept': 'text/html',
      'content-type': 'multipart/form-data; boundary=x',
      'cookie': [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...headers,
    },
  })
}
