import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { S3Disk, type S3Settings } from '#storage/s3_disk'
import Download from '#models/download'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { Downloader } from '#tests/helpers/store/downloader'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { realPasswordHashes } from '#tests/helpers/store/password_hashes'
import { bucketEnvironment } from '#tests/helpers/s3/environment'
import { S3Server } from '#tests/helpers/s3/s3_server'
import { type StoreProcess, startStore } from '#tests/helpers/process/store_process'

const BUCKET = 'goods'

test.group('Bytes in an S3-compatible store', (group) => {
  let store: StoreProcess
  let bucket: S3Server
  let settings: S3Settings
  let folder: string

  group.setup(() => realPasswordHashes())
  group.setup(async () => {
    await cleanStoreAlone()
    folder = await mkdtemp(join(tmpdir(), 'kiosk-s3-'))
    bucket = new S3Server({ buckets: [BUCKET] })
    await bucket.start()
    settings = { bucket: BUCKET, endpoint: bucket.url, ...bucket.credentials }
    store = await startStore(bucketEnvironment(bucket, BUCKET))
  })
  group.teardown(async () => {
    await store.stop()
    await bucket.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('are behind the same gate, whole and in parts, and reported when missing', async ({
    assert,
  }) => {
    const disk = new S3Disk(settings)
    const { user, release, bytes, address } = await givenOwnedFile()
    const path = join(folder, 'upload')
    await writeFile(path, bytes)
    await disk.put(release.storageKey, path)
    await release.merge({ disk: 's3' }).save()
    assert.equal(await disk.size(release.storageKey), bytes.length)

    const browser = await Downloader.of(user, store.url)
    const whole = await browser.get(address)
    assert.equal(whole.status, 200)
    assert.isTrue(whole.body.equals(bytes))
    const part = await browser.get(address, { range: 'bytes=40000-49999' })
    assert.equal(part.status, 206)
    assert.isTrue(part.body.equals(bytes.subarray(40_000, 50_000)))
    assert.equal((await browser.get(address, { range: 'bytes=100000-' })).status, 416)
    assert.equal((await browser.request('HEAD', address)).headers['content-length'], '100000')
    assert.lengthOf(await Download.all(), 1)

    await disk.remove(release.storageKey)
    assert.isNull(await disk.size(release.storageKey))
    assert.equal((await browser.get(address)).status, 503)
  })

  test('that cannot be reached make the store unready', async ({ assert }) => {
    const storage = async () => {
      const answer = await fetch(`${store.url}/health/ready`)
      const { checks } = (await answer.json()) as { checks: { storage: { ok: boolean } } }
      return { status: answer.status, ok: checks.storage.ok }
    }
    assert.deepEqual(await storage(), { status: 200, ok: true })

    await bucket.stop()
    assert.deepEqual(await storage(), { status: 503, ok: false })

    await bucket.start()
    assert.deepEqual(await storage(), { status: 200, ok: true })
  })
})
