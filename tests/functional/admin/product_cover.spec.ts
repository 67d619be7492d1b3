import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import sharp from 'sharp'
import { coverPath, coverVariants } from '#covers/cover_files'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { editProduct, formFields, givenStaff, staffActs } from '#tests/helpers/store/panel'
import {
  blue,
  editAddress,
  multipart,
  picture,
  saveAddress,
} from '#tests/helpers/store/product_form'

const fixture = (name: string) => app.makePath('tests/fixtures', name)

test.group('The cover of a product', (group) => {
  group.each.setup(() => cleanStore())

  test('is uploaded with the form, encoded and served', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const fields = formFields(await visitor.get(editAddress(configuration.id)))

    const answer = await visitor.upload(
      saveAddress(configuration.id),
      multipart({ ...fields, overview: 'With a cover' }, await picture())
    )

    assert.equal(answer.status, 303)
    const { coverKey, coverSource, overview } = await configuration.refresh()
    assert.equal(overview, 'With a cover')
    assert.isNull(coverSource)
    const page = await visitor.get(editAddress(configuration.id))
    const [, src] = /<img class="picture" src="([^"]+)"/.exec(page.body) ?? []
    assert.include(src, String(coverKey))
    const image = await fetch(new URL(src, visitor.base))
    assert.equal(image.headers.get('content-type'), 'image/jpeg')
    assert.equal((await sharp(Buffer.from(await image.arrayBuffer())).metadata()).width, 1200)
  })

  test('is kept when another field of the form is invalid', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const fields = formFields(await visitor.get(editAddress(configuration.id)))

    const refused = await visitor.upload(
      saveAddress(configuration.id),
      multipart({ ...fields, position: 'x' }, await picture())
    )
    const saved = await visitor.upload(
      saveAddress(configuration.id),
      multipart({ ...formFields(refused), position: '2' })
    )

    assert.equal(refused.status, 422)
    assert.equal(saved.status, 303)
    assert.isNotNull((await configuration.refresh()).coverKey)
  })

  test('is refused when it is no picture or too large', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const fields = formFields(await visitor.get(editAddress(configuration.id)))
    const send = (file: Buffer) =>
      visitor.upload(
        saveAddress(configuration.id),
        multipart({ ...fields, overview: 'Kept' }, file)
      )

    const text = await send(Buffer.from('this is no picture'))
    const large = await send(Buffer.alloc(11 * 1024 * 1024))

    assert.equal(text.status, 422)
    assert.include(text.body, 'This is no picture that can be read')
    assert.equal(formFields(text).overview, 'Kept')
    assert.equal(large.status, 422)
    assert.include(large.body, 'The picture is larger than 10 MB')
    assert.equal(formFields(large).overview, 'Kept')
    assert.isNull((await configuration.refresh()).coverKey)
  })

  test('is refused with its own reason')
    .with([
      {
        file: () => readFile(fixture('cover-iphone.heic')),
        reason: 'HEIC pictures cannot be read here: export it as JPEG or PNG.',
      },
      {
        file: () => blue(8000, 8000),
        reason: 'This picture has 64 megapixels, and the limit is 50: make it smaller.',
      },
      {
        file: async () => (await blue(800, 600)).subarray(0, 600),
        reason: 'This picture is damaged: export it again, or choose another.',
      },
      {
        file: async () =>
          Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        reason: 'SVG cannot be a cover: export it as JPEG, PNG, WebP, AVIF, GIF or TIFF.',
      },
      {
        file: async () => (await blue(800, 600)).subarray(0, 20),
        reason: 'This picture is damaged: export it again, or choose another.',
      },
      {
        file: async () => Buffer.from('BM\x36\0\x02\0\0\0\0\0\x36\0\0\0', 'latin1'),
        reason: 'BMP cannot be a cover: export it as JPEG, PNG, WebP, AVIF, GIF or TIFF.',
      },
    ])
    .run(async ({ assert }, { file, reason }) => {
      const { configuration } = await createProduct()
      const visitor = await givenStaff()
      const fields = formFields(await visitor.get(editAddress(configuration.id)))

      const answer = await visitor.upload(
        saveAddress(configuration.id),
        multipart(fields, await file())
      )

      assert.equal(answer.status, 422)
      assert.include(answer.body, reason)
    })

  test('shows the first frame of an animation that is not blank', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const fields = formFields(await visitor.get(editAddress(configuration.id)))
    const animation = await readFile(fixture('cover-animated-blank-first-frame.gif'))

    await visitor.upload(saveAddress(configuration.id), multipart(fields, animation))

    const { coverKey } = await configuration.refresh()
    const [largest] = coverVariants(coverKey ?? '').toReversed()
    const { channels } = await sharp(coverPath(largest.file)).stats()
    assert.isAbove(channels[0].max, 200)
  })

  test('can be removed', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const page = await visitor.get(editAddress(configuration.id))
    await visitor.upload(
      saveAddress(configuration.id),
      multipart(formFields(page), await picture())
    )

    await editProduct(visitor, configuration.id, { cover_key_remove: '1' })

    assert.isNull((await configuration.refresh()).coverKey)
    const actions = (await staffActs()).map(({ changes }) => Object.keys(changes))
    assert.deepEqual(actions, [['cover_key'], ['cover_key']])
  })

  test('cannot be set by a made-up key', async ({ assert }) => {
    const { configuration } = await createProduct()

    const answer = await editProduct(await givenStaff(), configuration.id, {
      cover_key: `${'0'.repeat(24)}-10x10`,
    })

    assert.equal(answer.status, 422)
    assert.isNull((await configuration.refresh()).coverKey)
  })

  test('accepts part names that are properties of every object', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    for (const name of ['toString', '__proto__', 'constructor', 'handler', 'options']) {
      const form = multipart({})
      form.set(name, new Blob(['x']), 'x')
      const { status } = await visitor.upload(saveAddress(configuration.id), form)
      assert.isBelow(status, 500, name)
    }
    assert.equal((await visitor.get('/admin')).status, 200)
  })
})
