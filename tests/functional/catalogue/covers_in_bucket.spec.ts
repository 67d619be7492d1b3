import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import sharp from 'sharp'
import env from '#start/env'
import SaveCover from '#catalogue/sync/save_cover'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import { coverPath, coverVariants } from '#covers/cover_files'
import { runAce } from '#tests/helpers/process/ace'
import { type StoreProcess, startStore } from '#tests/helpers/process/store_process'
import { bucketEnvironment } from '#tests/helpers/s3/environment'
import { S3Server } from '#tests/helpers/s3/s3_server'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { Downloader } from '#tests/helpers/store/downloader'
import { formFields } from '#tests/helpers/store/panel'
import { realPasswordHashes } from '#tests/helpers/store/password_hashes'
import { editAddress, multipart, picture, saveAddress } from '#tests/helpers/store/product_form'
import { Visitor } from '#tests/helpers/store/visitor'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

const BUCKET = 'goods'
const IMAGE = `${env.get('STRIPE_API_BASE')}/_catalogue/covers/launch-checklist.png`

test.group('Covers in a bucket', (group) => {
  let bucket: S3Server
  let environment: Record<string, string>
  let otherFolder: string
  /** Two web processes; the second has a data folder of its own, as on another machine. */
  let store: StoreProcess
  let other: StoreProcess

  group.setup(() => realPasswordHashes())
  group.setup(async () => {
    await cleanStore()
    bucket = new S3Server({ buckets: [BUCKET] })
    await bucket.start()
    environment = bucketEnvironment(bucket, BUCKET)
    otherFolder = await mkdtemp(join(tmpdir(), 'kiosk-other-'))
    await runAce(['migration:run', '--force', '--no-schema-generate'], { DATA_DIR: otherFolder })
    store = await startStore(environment)
    other = await startStore({ ...environment, DATA_DIR: otherFolder })
  })
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })
  group.teardown(async () => {
    await store.stop()
    await other.stop()
    await bucket.stop()
    await rm(otherFolder, { recursive: true, force: true })
  })

  test('are served by every process when staff upload them, and again without the bucket', async ({
    assert,
  }) => {
    const { configuration } = await createProduct()
    const owner = await UserFactory.merge({ role: 'owner' } as never).create()
    const visitor = new Visitor(store.url)
    await visitor.signIn(owner)
    const page = await visitor.get(editAddress(configuration.id))

    const saved = await visitor.upload(
      saveAddress(configuration.id),
      multipart(formFields(page), await picture())
    )

    assert.equal(saved.status, 303)
    const { coverKey } = await configuration.refresh()
    const variants = coverVariants(coverKey!)
    for (const { file, width } of variants) {
      const answer = await fetch(`${other.url}/covers/${file}`)
      assert.equal(answer.status, 200, file)
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable')
      const bytes = Buffer.from(await answer.arrayBuffer())
      assert.equal((await sharp(bytes).metadata()).width, width)
      const etag = answer.headers.get('etag') ?? ''
      const known = await new Downloader('', other.url).get(`/covers/${file}`, {
        'if-none-match': etag,
      })
      assert.equal(known.status, 304)
    }
    await bucket.stop()
    assert.equal((await fetch(`${other.url}/covers/${variants[0].file}`)).status, 200)
    await bucket.start()
    assert.isEmpty((await readdir(join(otherFolder, 'covers'))).filter((name) => /part/.test(name)))
  })

  test('are not asked for again and again under a made-up name', async ({ assert }) => {
    const madeUp = `/covers/${'0123456789ab'.repeat(2)}-800x600-400.webp`
    assert.equal((await fetch(`${other.url}${madeUp}`)).status, 404)
    await bucket.stop()
    assert.equal((await fetch(`${other.url}${madeUp}`)).status, 404)
    assert.isAtLeast((await fetch(`${other.url}${madeUp.replace('400', '800')}`)).status, 500)
    await bucket.start()
  })

  test('are served at once after a request that came too early', async ({ assert }) => {
    const { configuration } = await createProduct()
    const owner = await UserFactory.merge({ role: 'owner' } as never).create()
    const visitor = new Visitor(store.url)
    await visitor.signIn(owner)
    const upload = async () => {
      const page = await visitor.get(editAddress(configuration.id))
      const { status } = await visitor.upload(
        saveAddress(configuration.id),
        multipart(formFields(page), await picture('#123456'))
      )
      assert.equal(status, 303)
    }
    await upload()
    const { coverKey } = await configuration.refresh()
    const [{ file }] = coverVariants(coverKey!)
    await rm(coverPath(file))
    bucket.empty()
    assert.equal((await fetch(`${store.url}/covers/${file}`)).status, 404)

    await configuration.merge({ coverKey: null }).save()
    await upload()

    assert.equal((await fetch(`${store.url}/covers/${file}`)).status, 200)
  })

  test('are put there when they come from Stripe', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Pictured', images: [IMAGE] })

    const { code, stderr } = await runAce(['bootstrap:ecommerce'], environment)

    assert.equal(code, 0, stderr)
    const { configuration } = await readProduct(product.id)
    for (const { file } of coverVariants(configuration.cover_key)) {
      assert.equal((await fetch(`${other.url}/covers/${file}`)).status, 200, file)
    }
  })

  test('from before the bucket are copied to it by the next sync', async ({ assert }) => {
    const { configuration } = await createProduct()
    await new SaveCover().handle({
      configurationId: configuration.id,
      bytes: await picture('#663399'),
      source: null,
    })
    const { coverKey } = await configuration.refresh()
    const files = coverVariants(coverKey!).map(({ file }) => file)
    await Promise.all(files.map((file) => rm(join(otherFolder, 'covers', file), { force: true })))
    const statuses = (base: string) =>
      Promise.all(files.map(async (file) => (await fetch(`${base}/covers/${file}`)).status))
    assert.deepEqual(
      new Set(await statuses(store.url)),
      new Set([200]),
      'this machine still has them'
    )

    const { code, stderr } = await runAce(['bootstrap:ecommerce'], environment)

    assert.equal(code, 0, stderr)
    assert.deepEqual(new Set(await statuses(other.url)), new Set([200]))
    await Promise.all(files.map((file) => rm(coverPath(file))))
    assert.deepEqual(new Set(await statuses(store.url)), new Set([200]))
  })
})
