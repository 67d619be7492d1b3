import { readFile, rm } from 'node:fs/promises'
import { test } from '@japa/runner'
import sharp from 'sharp'
import env from '#start/env'
import SaveCover from '#catalogue/sync/save_cover'
import { coverImage, coverPath, coverVariants } from '#covers/cover_files'
import { readProduct, syncCatalogue } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

const IMAGE = `${env.get('STRIPE_API_BASE')}/_catalogue/covers/launch-checklist.png`
const OTHER_IMAGE = `${env.get('STRIPE_API_BASE')}/_catalogue/covers/spacing-sheet.png`
const STORE = `http://${env.get('HOST')}:${env.get('PORT')}`

test.group('Covers', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('are fetched from Stripe once, encoded and served as immutable', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Pictured', images: [IMAGE] })
    const report = await syncCatalogue()
    const again = await syncCatalogue()

    const { configuration } = await readProduct(product.id)
    assert.equal(configuration.cover_source, IMAGE)
    assert.equal(report.covers.stored, 1)
    assert.equal(again.covers.stored, 0)
    for (const { file, width, format } of coverVariants(configuration.cover_key)) {
      const answer = await fetch(`${STORE}/covers/${file}`)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('content-type'), `image/${format}`)
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable')
      assert.isNull(answer.headers.get('set-cookie'))
      const served = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
      assert.equal(served.width, width)
    }
  })

  test('that cannot be fetched are reported and do not fail the sync', async ({ assert }) => {
    const address = 'https://169.254.169.254/latest/meta-data'
    const product = await stripe.products.create({ name: 'Unpictured', images: [address] })

    const report = await syncCatalogue()

    assert.containsSubset(report.covers.failed, [
      { stripeId: product.id, name: 'Unpictured', url: address },
    ])
    const { configuration } = await readProduct(product.id)
    assert.equal(configuration.slug, 'unpictured')
    assert.isNull(configuration.cover_key)
  })

  test('follow a new image in Stripe, and are removed with it', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Changing', images: [IMAGE] })
    await syncCatalogue()
    const first = await readProduct(product.id)

    await stripe.products.update(product.id, { images: [OTHER_IMAGE] })
    await syncCatalogue()
    const second = await readProduct(product.id)
    await stripe.products.update(product.id, { images: '' })
    const report = await syncCatalogue()
    const third = await readProduct(product.id)

    assert.notEqual(second.configuration.cover_key, first.configuration.cover_key)
    assert.equal(second.configuration.cover_source, OTHER_IMAGE)
    assert.isNull(third.configuration.cover_key)
    assert.isNull(third.configuration.cover_source)
    assert.equal(report.covers.removed, 1)
  }).timeout(60_000)

  test('uploaded by staff are never replaced', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Own cover' })
    await syncCatalogue()
    const { configuration } = await readProduct(product.id)
    const outcome = await new SaveCover().handle({
      configurationId: configuration.id,
      bytes: await picture(600, 400),
      source: null,
    })
    assert.equal(outcome.type, 'stored')
    const own = await readProduct(product.id)
    await stripe.products.update(product.id, { images: [IMAGE] })

    const report = await syncCatalogue()

    const after = await readProduct(product.id)
    assert.equal(after.configuration.cover_key, own.configuration.cover_key)
    assert.isNull(after.configuration.cover_source)
    assert.equal(report.covers.stored, 0)
  })

  test('are fetched again when their files are lost', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Lost', images: [IMAGE] })
    await syncCatalogue()
    const { configuration } = await readProduct(product.id)
    const [{ file }] = coverVariants(configuration.cover_key)
    await rm(coverPath(file))

    const report = await syncCatalogue()

    assert.equal(report.covers.stored, 1)
    assert.isAbove((await readFile(coverPath(file))).length, 0)
  })

  test('are refused when they are no picture', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Refusing' })
    await syncCatalogue()
    const { configuration } = await readProduct(product.id)

    for (const bytes of [
      Buffer.from('<script>alert(1)</script>'),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'),
      (await picture(600, 400)).subarray(0, 400),
      Buffer.alloc(0),
    ]) {
      const outcome = await new SaveCover().handle({
        configurationId: configuration.id,
        bytes,
        source: null,
      })
      assert.equal(outcome.type, 'unusable')
    }
  })

  test('lose their metadata, such as the place where they were taken', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Discreet' })
    await syncCatalogue()
    const { configuration } = await readProduct(product.id)
    const withMetadata = await sharp(await picture(300, 200))
      .withExif({ IFD0: { Copyright: 'Somebody', Make: 'Camera' } })
      .jpeg()
      .toBuffer()
    await new SaveCover().handle({
      configurationId: configuration.id,
      bytes: withMetadata,
      source: null,
    })

    const { configuration: after } = await readProduct(product.id)
    for (const { file } of coverVariants(after.cover_key)) {
      const { exif } = await sharp(await readFile(coverPath(file))).metadata()
      assert.isUndefined(exif)
    }
  })

  test('are the only files served below /covers', async ({ assert }) => {
    const image = coverImage(`${'0'.repeat(24)}-300x200`)

    for (const path of [image!.src, '/covers/..%2fkiosk.sqlite3', '/covers/kiosk.sqlite3']) {
      const answer = await fetch(`${STORE}${path}`)
      assert.equal(answer.status, 404, path)
    }
  })
})

function picture(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#3a5a98' } })
    .png()
    .toBuffer()
}
