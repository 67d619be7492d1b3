import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import AddRelease, { ReleaseRefused } from '#catalogue/files/add_release'
import deliveryConfig from '#config/delivery'
import { createProduct } from '#database/factories/product_factory'
import Download from '#models/download'
import FileRelease from '#models/file_release'
import ProductFile from '#models/product_file'
import Setting from '#models/setting'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { Downloader } from '#tests/helpers/store/downloader'
import { addRelease, givenOwnedFile } from '#tests/helpers/store/library'

const goods = deliveryConfig.goodsDirectory

test.group('Bytes on the private disk', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    await rm(goods, { recursive: true, force: true })
  })

  test('are stored complete under a random key, readable by the owner only', async ({ assert }) => {
    const { release, bytes } = await givenOwnedFile({ filename: '../../etc/Secret plan.PDF' })
    const path = join(goods, release.storageKey)

    assert.isTrue((await readFile(path)).equals(bytes))
    assert.equal(release.size, bytes.length)
    assert.equal(release.sha256, createHash('sha256').update(bytes).digest('hex'))
    assert.match(release.storageKey, /^([0-9a-f]{2})\/\1[0-9a-f]{38}$/)
    assert.equal(release.filename, 'Secret plan.PDF')
    assert.equal(release.contentType, 'application/pdf')
    assert.equal((await stat(path)).mode & 0o077, 0)
    assert.isEmpty(await readdir(join(goods, 'parts')))
  })

  test('leave nothing behind when an upload breaks off', async ({ assert }) => {
    const { configuration } = await createProduct()
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(1000)
        throw new Error('The connection was lost')
      })()
    )
    await assert.rejects(
      () =>
        new AddRelease().handle({
          configurationId: configuration.id,
          filename: 'a.zip',
          stream: broken,
        }),
      'The connection was lost'
    )
    assert.isEmpty(await FileRelease.all())
    assert.isEmpty(await ProductFile.all())
    assert.deepEqual(await everyFile(), [])
  })

  test('are refused when empty, for the file of another product, or for an existing version', async ({
    assert,
  }) => {
    const { configuration, release } = await givenOwnedFile()
    const { configuration: other } = await createProduct()
    const before = await everyFile()
    const refused = [
      { configurationId: configuration.id, bytes: '', reason: 'empty' },
      {
        configurationId: other.id,
        fileId: release.productFileId,
        bytes: 'x',
        reason: 'unknown_file',
      },
      {
        configurationId: configuration.id,
        fileId: release.productFileId,
        version: '1',
        bytes: 'x',
        reason: 'version_exists',
      },
    ]
    for (const { bytes, reason, ...input } of refused) {
      const stream = Readable.from([Buffer.from(bytes)])
      try {
        await new AddRelease().handle({ ...input, filename: 'a.zip', stream })
        assert.fail(`${reason} was not refused`)
      } catch (error) {
        assert.instanceOf(error, ReleaseRefused)
        assert.equal((error as ReleaseRefused).reason, reason)
      }
    }
    assert.deepEqual(await everyFile(), before)
    assert.lengthOf(await FileRelease.all(), 1)
  })

  test('get a version each, even for simultaneous uploads', async ({ assert }) => {
    const { configuration, release } = await givenOwnedFile()
    await Promise.all(
      ['a', 'b', 'c'].map((text) =>
        addRelease({
          configurationId: configuration.id,
          fileId: release.productFileId,
          filename: `${text}.txt`,
          stream: Readable.from([Buffer.from(text)]),
        })
      )
    )
    const versions = (await FileRelease.query().orderBy('id')).map(({ version }) => version)
    assert.deepEqual(versions, ['1', '2', '3', '4'])
  })

  test('invalidate the cached pages that list them', async ({ assert }) => {
    await givenOwnedFile()
    assert.exists(await Setting.find('catalogue_version'))
  })

  test('that are {what} are reported, marked as missing and not counted')
    .with([
      { what: 'gone', spoil: (path: string) => rm(path) },
      { what: 'cut short', spoil: (path: string) => truncate(path, 10) },
    ])
    .run(async ({ assert }, { spoil }) => {
      const { user, release, bytes, address } = await givenOwnedFile()
      const browser = await Downloader.of(user)
      const path = join(goods, release.storageKey)
      await spoil(path)

      const page = await browser.get(address, { accept: 'text/html' })
      assert.equal(page.status, 503)
      assert.include(page.body.toString(), 'This file is missing on our side')
      assert.exists(page.headers['retry-after'])
      const program = await browser.get(address, { accept: 'application/json' })
      assert.equal(program.status, 503)
      assert.equal(JSON.parse(program.body.toString()).error.code, 'file_missing')
      assert.equal((await browser.request('HEAD', address)).status, 503)

      await release.refresh()
      assert.isNotNull(release.missingSince)
      assert.isEmpty(await Download.all())

      await writeFile(path, bytes)
      assert.isTrue((await browser.get(address)).body.equals(bytes))
      await release.refresh()
      assert.isNull(release.missingSince)
    })

  test('cannot be reached without the gate', async ({ assert }) => {
    const { release, user } = await givenOwnedFile()
    const browser = await Downloader.of(user)
    for (const address of [
      `/goods/${release.storageKey}`,
      `/${release.storageKey}`,
      `/uploads/${release.storageKey}`,
      `/covers/${release.storageKey}`,
      `/assets/..%2f..%2fgoods/${release.storageKey}`,
    ]) {
      assert.equal((await browser.get(address)).status, 404, address)
    }
  })
})

async function everyFile(): Promise<string[]> {
  const entries = await readdir(goods, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()
}
