import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@japa/runner'
import deliveryConfig from '#config/delivery'
import { createProduct } from '#database/factories/product_factory'
import { attentionCount } from '#operations/attention/attention_count'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import type { Visitor } from '#tests/helpers/store/visitor'

const folder = deliveryConfig.goodsDirectory

/** Mounts a disk of 3 MB for the products' files. False where this user may not mount. */
function mountSmallDisk(): boolean {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' })
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

  test('refuses an upload with its reason, keeps nothing of it and is told to the owner', async ({
    assert,
    cleanup,
  }) => {
    if (!mountSmallDisk()) {
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
})
