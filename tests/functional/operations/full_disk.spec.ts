import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import deliveryConfig from '#config/delivery'
import { COVERS_DIRECTORY } from '#covers/cover_files'
import { FolderTransport } from '#framework/folder_transport'
import { createProduct } from '#database/factories/product_factory'
import { attentionCount } from '#operations/attention/attention_count'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { formFields, givenStaff, readHtml } from '#tests/helpers/store/panel'
import { editAddress, multipart, picture, saveAddress } from '#tests/helpers/store/product_form'
import type { Visitor } from '#tests/helpers/store/visitor'

/** The folder of products' files. */
const folder = deliveryConfig.goodsDirectory

/** Mounts a small disk on a folder. False where this user may not mount. */
function mountSmallDisk(place: string, size: string): boolean {
  mkdirSync(place, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

function upload(visitor: Visitor, id: number, bytes: number) {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)]), 'scan.bin')
  const token = encodeURIComponent(visitor.token)
  return visitor.upload(`/admin/products/${id}/uploads?_csrf=${token}`, form)
}

test.group('A full disk', (group) => {
  group.each.setup(() => cleanStore())

  test('refuses an upload with its reason, keeps nothing of it and notifies the owner', async ({
    assert,
    cleanup,
  }) => {
    if (!mountSmallDisk(folder, '3m')) {
      return
    }
    cleanup(() => void execFileSync('umount', ['-l', folder]))
    const { configuration } = await createProduct()
    const visitor = await givenStaff('owner')
    await visitor.get(`/admin/products/${configuration.id}/files`)

    const refused = await upload(visitor, configuration.id, 8_000_000)
    assert.equal(refused.status, 507)
    assert.include(readHtml(refused.body), 'There is no room on the disk')
    assert.deepEqual(await readdir(join(folder, 'parts')), [])

    attentionCount.forget()
    const page = readHtml((await visitor.get('/admin/attention')).body)
    assert.include(page, 'Disk is full')
    assert.match(page, /Only \d+.* are free/)

    await writeFile(join(folder, 'room'), 'there is room again')
    await visitor.get(`/admin/products/${configuration.id}/files`)
    assert.equal((await upload(visitor, configuration.id, 10_000)).status, 303)
  })

  test('refuses a picture with its reason, and it can be chosen again', async ({
    assert,
    cleanup,
  }) => {
    if (!mountSmallDisk(COVERS_DIRECTORY, '4k')) {
      return
    }
    cleanup(() => void execFileSync('umount', ['-l', COVERS_DIRECTORY]))
    const { configuration } = await createProduct()
    const visitor = await givenStaff('owner')
    const page = await visitor.get(editAddress(configuration.id))

    const refused = await visitor.upload(
      saveAddress(configuration.id),
      multipart(formFields(page), await picture())
    )

    assert.equal(refused.status, 422)
    assert.include(
      readHtml(refused.body),
      'The picture could not be stored. There is no room on the disk.'
    )
    assert.deepEqual(
      (await readdir(COVERS_DIRECTORY)).filter((name) => name.endsWith('.part')),
      []
    )
  })

  test('postpones a mail to the folder with its reason, and leaves nothing of it', async ({
    assert,
    cleanup,
  }) => {
    const mails = app.tmpPath('full-mails')
    if (!mountSmallDisk(mails, '4k')) {
      return
    }
    cleanup(() => void execFileSync('umount', ['-l', mails]))

    const message = { to: ['ada@example.com'], subject: 'Hi', html: 'x'.repeat(50_000) }
    await assert.rejects(
      () => new FolderTransport(mails).send(message),
      'There is no room on the disk. Make room, then try again.'
    )

    assert.deepEqual(await readdir(mails), [])
  })

  test('refuses what a page would write to the database, which can be sent again', async ({
    assert,
    cleanup,
  }) => {
    if (db.connection().dialect.name === 'postgres') {
      return
    }
    const { configuration } = await createProduct()
    const visitor = await givenStaff('owner')
    const page = await visitor.get(editAddress(configuration.id))
    const fields = { ...formFields(page), content: 'A long text. '.repeat(7000) }
    const save = () => visitor.upload(saveAddress(configuration.id), multipart(fields))
    await db.rawQuery('pragma wal_checkpoint(truncate)')
    await db.rawQuery('vacuum')
    const [{ page_count: pages }] = await db.rawQuery('pragma page_count')
    const limit = (most: number) => db.rawQuery(`pragma max_page_count = ${most}`)
    cleanup(() => limit(1_073_741_823))

    await limit(pages)
    const refused = await save()
    assert.equal(refused.status, 507)
    assert.include(readHtml(refused.body), 'There is no room on the disk')
    assert.equal((await visitor.get(`/products/${configuration.slug}`)).status, 200)

    await limit(1_073_741_823)
    assert.equal((await save()).status, 303)
  })
})
