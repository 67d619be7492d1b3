import { test } from '@japa/runner'
import sharp from 'sharp'
import db from '@adonisjs/lucid/services/db'
import { createProduct } from '#database/factories/product_factory'
import ProductConfiguration from '#models/product_configuration'
import { cleanStore } from '#tests/helpers/store/clean_store'
import {
  editProduct,
  formFields,
  givenStaff,
  linkTo,
  readHtml,
  staffActs,
} from '#tests/helpers/store/panel'
import { Visitor } from '#tests/helpers/store/visitor'

const editAddress = (id: number) => `/admin/products/${id}/edit`
const saveAddress = (id: number) => `/admin/products/${id}`

/** As many letters as the field takes, of a script whose letters are long when they are sent. */
const LONGEST_CONTENT = 'ж'.repeat(100_000)

/** The picture of a test: one colour, as large as asked for. */
function picture(width = 1200, height = 900) {
  return sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .jpeg()
    .toBuffer()
}

function multipart(fields: Record<string, string>, file?: Buffer, filename = 'cover.jpg') {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    form.set(name, value)
  }
  form.set('picture', new Blob(file ? [new Uint8Array(file)] : []), file ? filename : '')
  return form
}

test.group('The form of a product', (group) => {
  group.each.setup(() => cleanStore())

  test('saves every field, and visitors see it', async ({ assert }) => {
    const { configuration } = await createProduct({ product: { name: 'From Stripe' } })
    const visitor = await givenStaff()

    const saved = await editProduct(visitor, configuration.id, {
      name_override: '  My   name ',
      overview: 'Two\r\nlines',
      content: '# Title\r\n\r\nText',
      position: '-7',
      available_from: '2026-01-02T03:04',
      available_until: '2036-01-02T03:04',
      grace_days: '9',
      download_limit: '3',
      may_buy_again: '1',
      slug: 'my-name',
    })

    assert.equal(saved.status, 303)
    assert.equal(saved.location, editAddress(configuration.id))
    await configuration.refresh()
    assert.equal(configuration.nameOverride, 'My name')
    assert.equal(configuration.overview, 'Two\nlines')
    assert.equal(configuration.content, '# Title\n\nText')
    assert.equal(configuration.position, -7)
    assert.equal(configuration.availableFrom?.toISO(), '2026-01-02T03:04:00.000Z')
    assert.equal(configuration.availableUntil?.toISO(), '2036-01-02T03:04:00.000Z')
    assert.equal(configuration.graceDays, 9)
    assert.equal(configuration.downloadLimit, 3)
    assert.isTrue(configuration.mayBuyAgain)
    assert.equal(configuration.lockVersion, 2)
    const page = await new Visitor().get('/products/my-name')
    assert.include(readHtml(page.body), 'My name')
  })

  test('shows what is Stripe’s as placeholders and facts, and empty fields mean Stripe’s', async ({
    assert,
  }) => {
    const { product, configuration } = await createProduct({
      product: { name: 'From <Stripe>', description: 'Stripe says so' },
      configuration: { nameOverride: 'Mine' },
    })
    const visitor = await givenStaff()

    const page = await visitor.get(editAddress(configuration.id))
    await editProduct(visitor, configuration.id, { name_override: '' })

    assert.include(page.body, 'placeholder="From &lt;Stripe&gt;"')
    assert.include(page.body, 'placeholder="Stripe says so"')
    assert.include(readHtml(page.body), product.stripeId)
    assert.match(linkTo(page, 'Edit in Stripe (opens a new tab)') ?? '', /\/dashboard/)
    assert.isNull((await configuration.refresh()).nameOverride)
  })

  test('writes one audit row per save, with what was before and after', async ({ assert }) => {
    const { configuration } = await createProduct({ configuration: { position: 4 } })
    const visitor = await givenStaff('manager')

    await editProduct(visitor, configuration.id, { position: '5', overview: 'New' })

    const [entry, ...others] = await staffActs()
    assert.lengthOf(others, 0)
    assert.equal(entry.action, 'product.updated')
    assert.equal(entry.subjectId, configuration.id)
    assert.include(entry.actorLabel, 'The manager')
    assert.equal(entry.address, '127.0.0.1')
    assert.isNotNull(entry.requestId)
    assert.deepEqual(entry.changes, {
      position: { before: 4, after: 5 },
      overview: { before: null, after: 'New' },
    })
  })

  test('keeps the audit when the account of who did it is deleted', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    await editProduct(visitor, configuration.id, { position: '5' })

    await db.from('users').where('role', 'owner').delete()

    const entry = await staffActs().firstOrFail()
    assert.isNull(entry.actorId)
    assert.include(entry.actorLabel, 'The owner')
  })

  test('writes nothing where nothing was changed', async ({ assert }) => {
    const { configuration } = await createProduct({
      configuration: {
        content: '\nOne\r\nTwo \n\n',
        nameOverride: 'Two  blanks',
        overview: 'Über “alles”',
      },
    })
    const visitor = await givenStaff()

    const answer = await editProduct(visitor, configuration.id, {})

    assert.equal(answer.status, 303)
    assert.equal((await configuration.refresh()).lockVersion, 1)
    assert.lengthOf(await staffActs(), 0)
  })

  test('gives back everything that was typed with each thing that is wrong', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const content = `<script>alert("1")</script> ${'long '.repeat(4000)}end`

    const answer = await editProduct(visitor, configuration.id, {
      content,
      slug: 'Not A Slug',
      position: 'many',
      available_from: '2026-13-45T99:99',
      grace_days: '1000',
    })

    assert.equal(answer.status, 422)
    const fields = formFields(answer)
    assert.equal(fields.content, content)
    assert.equal(fields.slug, 'Not A Slug')
    assert.equal(fields.position, 'many')
    assert.equal(fields.available_from, '2026-13-45T99:99')
    for (const name of ['slug', 'position', 'available_from', 'grace_days']) {
      assert.include(answer.body, `href="#field-${name}"`)
      assert.match(answer.body, new RegExp(`id="field-${name}"[^>]*aria-invalid="true"`))
      assert.match(answer.body, new RegExp(`aria-describedby="[^"]*error-${name}"`))
    }
    assert.equal((await configuration.refresh()).lockVersion, 1)

    const mended = await visitor.post(saveAddress(configuration.id), {
      ...fields,
      slug: 'a-slug',
      position: '1',
      available_from: '',
      grace_days: '1',
    })
    assert.equal(mended.status, 303)
    assert.equal((await configuration.refresh()).content, content)
  })

  test('refuses an end of sale before its begin', async ({ assert }) => {
    const { configuration } = await createProduct()

    const answer = await editProduct(await givenStaff(), configuration.id, {
      available_from: '2026-05-01T10:00',
      available_until: '2026-05-01T10:00',
    })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'Available until is not after Available from')
  })

  test('keeps the old address leading to the new one, and for its product only', async ({
    assert,
  }) => {
    const { configuration } = await createProduct({ configuration: { slug: 'first' } })
    const other = await createProduct({ configuration: { slug: 'other' } })
    const visitor = await givenStaff()

    await editProduct(visitor, configuration.id, { slug: 'second' })
    const old = await new Visitor().get('/products/first')
    const taken = await editProduct(visitor, other.configuration.id, { slug: 'first' })
    const back = await editProduct(visitor, configuration.id, { slug: 'first' })

    assert.equal(old.status, 301)
    assert.equal(old.location, '/products/second')
    assert.equal(taken.status, 422)
    assert.include(taken.body, 'Another product has this address, or had it once')
    assert.equal(back.status, 303)
    assert.equal((await new Visitor().get('/products/second')).location, '/products/first')
  })

  test('takes only prices of the product itself', async ({ assert }) => {
    const { configuration } = await createProduct()
    const other = await createProduct()

    const answer = await editProduct(await givenStaff(), configuration.id, {
      default_price_id: String(other.price.id),
    })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'Default price is not one of the choices any more')
  })

  test('makes visitors see a change at once', async ({ assert }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const visitor = await givenStaff()
    assert.equal((await new Visitor().get(`/products/${configuration.slug}`)).status, 200)

    const fields = formFields(await visitor.get(editAddress(configuration.id)))
    delete fields.is_active
    await visitor.post(saveAddress(configuration.id), fields)
    await new Promise((resolve) => setTimeout(resolve, 300))

    assert.isFalse((await configuration.refresh()).isActive)
    assert.equal((await new Visitor().get(`/products/${configuration.slug}`)).status, 404)
    const preview = await visitor.get(`/products/${configuration.slug}`)
    assert.equal(preview.status, 200)
  })

  test('previews content as visitors will read it, and saves nothing', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const page = await visitor.get(editAddress(configuration.id))

    const preview = await visitor.upload(
      '/admin/preview',
      multipart({
        ...formFields(page),
        preview: 'content',
        content: '## Inside\n\n<script>alert(1)</script>\n\n[bad](javascript:alert(1))',
      })
    )

    assert.equal(preview.status, 200)
    assert.match(preview.body, /<h2>Inside<\/h2>/)
    assert.notInclude(preview.body, '<script>alert')
    assert.notInclude(preview.body, 'href="javascript:')
    assert.isNull((await configuration.refresh()).content)
  })

  test('previews content as long as it may be, in any script', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const fields = formFields(await visitor.get(editAddress(configuration.id)))

    const preview = await visitor.upload(
      '/admin/preview',
      multipart({ ...fields, preview: 'content', content: LONGEST_CONTENT })
    )

    assert.equal(preview.status, 200)
    assert.include(preview.body, LONGEST_CONTENT)
  })

  test('leads back to the list as it was', async ({ assert }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const visitor = await givenStaff()

    const list = await visitor.get('/admin/products?q=ic&sort=-name')
    const page = await visitor.get(linkTo(list, 'Icons') ?? '')
    const stay = await visitor.post(saveAddress(configuration.id), {
      ...formFields(page),
      position: '3',
      intent: 'stay',
    })
    const again = await visitor.get(stay.location ?? '')
    const returned = await visitor.post(saveAddress(configuration.id), {
      ...formFields(again),
      position: '4',
      intent: 'return',
    })

    assert.equal(returned.location, '/admin/products?q=ic&sort=-name')
    const notice = await visitor.get(returned.location ?? '')
    assert.include(readHtml(notice.body), 'Saved “Icons”.')
    assert.equal(linkTo(notice, 'Edit again'), editAddress(configuration.id))
  })

  test('leads nowhere else, whatever the address says', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    const answer = await editProduct(visitor, configuration.id, {
      position: '8',
      intent: 'return',
      back: 'https://evil.example/?x=1',
    })

    assert.isTrue(answer.location?.startsWith('/admin/products?'))
  })

  test('keeps what was typed when the form has expired, to be sent again', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const fields = formFields(await visitor.get(editAddress(configuration.id)))
    const typed = { ...fields, overview: 'Typed for an hour', content: LONGEST_CONTENT }

    const stale = multipart({ ...typed, _csrf: 'stale' })
    const expired = await visitor.upload(saveAddress(configuration.id), stale)

    assert.equal(expired.status, 403)
    assert.include(expired.body, 'Typed for an hour')
    assert.equal((await configuration.refresh()).lockVersion, 1)

    assert.match(expired.body, /<form[^>]* enctype="multipart\/form-data"/)
    const kept = formFields(expired)
    const again = await visitor.upload(saveAddress(configuration.id), multipart(kept))
    assert.equal(again.status, 303)
    assert.equal((await configuration.refresh()).overview, 'Typed for an hour')
    assert.equal(configuration.content, LONGEST_CONTENT)
  })
})

test.group('Related products in the form', (group) => {
  group.each.setup(() => cleanStore())

  test('are chosen in their order, audited, and shown in the store', async ({ assert }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const [{ configuration: grids }, { configuration: fonts }] = [
      await createProduct({ product: { name: 'Grids' } }),
      await createProduct({ product: { name: 'Fonts' } }),
    ]
    const visitor = await givenStaff()

    const answer = await editProduct(visitor, configuration.id, {
      related: `${fonts.id},${grids.id}`,
    })
    const page = await new Visitor().get(`/products/${configuration.slug}`)

    assert.equal(answer.status, 303)
    assert.match(readHtml(page.body), /You may also like.*Fonts.*Grids/)
    const [{ changes }] = await staffActs()
    assert.deepEqual(changes, { related: { before: null, after: `${fonts.id},${grids.id}` } })
  })

  test('are never the product itself, nor one that is not there', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    const itself = await editProduct(visitor, configuration.id, { related: `${configuration.id}` })
    const nothing = await editProduct(visitor, configuration.id, { related: '999999' })

    assert.equal(itself.status, 422)
    assert.include(readHtml(itself.body), 'not related to itself')
    assert.equal(nothing.status, 422)
    assert.lengthOf(await staffActs(), 0)
  })
})

test.group('The cover of a product', (group) => {
  group.each.setup(() => cleanStore())

  test('comes with the form, is encoded here and served', async ({ assert }) => {
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

  test('is not lost by a mistake elsewhere in the form', async ({ assert }) => {
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

  test('is refused with a sentence where it is no picture or too large', async ({ assert }) => {
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
    assert.include(text.body, 'This is no picture that can be read.')
    assert.equal(formFields(text).overview, 'Kept')
    assert.equal(large.status, 422)
    assert.include(large.body, 'The picture is larger than 10 MB')
    assert.equal(formFields(large).overview, 'Kept')
    assert.isNull((await configuration.refresh()).coverKey)
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

  test('cannot be a key that was made up', async ({ assert }) => {
    const { configuration } = await createProduct()

    const answer = await editProduct(await givenStaff(), configuration.id, {
      cover_key: `${'0'.repeat(24)}-10x10`,
    })

    assert.equal(answer.status, 422)
    assert.isNull((await configuration.refresh()).coverKey)
  })

  test('lives through part names that are properties of every object', async ({ assert }) => {
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

test.group('Two people at the form of a product', (group) => {
  group.each.setup(() => cleanStore())

  async function givenConflict() {
    const { configuration } = await createProduct({
      configuration: { overview: 'Before', position: 1, content: 'Before' } as never,
    })
    const [first, second] = [await givenStaff('owner'), await givenStaff('manager')]
    const address = saveAddress(configuration.id)
    const opened = formFields(await second.get(editAddress(configuration.id)))
    await editProduct(first, configuration.id, { overview: 'Theirs', position: '2' })
    const conflict = await second.post(address, {
      ...opened,
      overview: 'Mine',
      content: 'Mine too',
    })
    return { configuration, address, second, conflict }
  }

  test('the second is refused and sees both values of each changed field', async ({ assert }) => {
    const { configuration, conflict } = await givenConflict()

    assert.equal(conflict.status, 409)
    const text = readHtml(conflict.body)
    assert.include(text, 'The owner')
    assert.include(
      text,
      'Overview Both of you changed it. Take theirs Theirs Overwrite with mine Mine'
    )
    assert.include(text, 'Position You did not change it. Take theirs 2 Overwrite with mine 1')
    assert.include(text, 'Content Only you changed it. Take theirs Before Overwrite with mine Mine')
    assert.equal((await configuration.refresh()).overview, 'Theirs')
    assert.lengthOf(await staffActs(), 1)
  })

  test('the second chooses field by field', async ({ assert }) => {
    const { configuration, address, second, conflict } = await givenConflict()

    const saved = await second.post(address, {
      ...formFields(conflict),
      choice_overview: 'mine',
      choice_position: 'theirs',
      choice_content: 'mine',
    })

    assert.equal(saved.status, 303)
    await configuration.refresh()
    assert.equal(configuration.overview, 'Mine')
    assert.equal(configuration.position, 2)
    assert.equal(configuration.content, 'Mine too')
    const [, entry] = await staffActs()
    assert.deepEqual(entry.changes, {
      overview: { before: 'Theirs', after: 'Mine' },
      content: { before: 'Before', after: 'Mine too' },
    })
  })

  test('the second can go on editing what came out', async ({ assert }) => {
    const { configuration, address, second, conflict } = await givenConflict()

    const again = await second.post(address, {
      ...formFields(conflict),
      choice_overview: 'theirs',
      choice_position: 'theirs',
      choice_content: 'mine',
      intent: 'edit',
    })
    const fields = formFields(again)
    const saved = await second.post(address, { ...fields, overview: 'Both' })

    assert.equal(again.status, 200)
    assert.equal(fields.overview, 'Theirs')
    assert.equal(fields.position, '2')
    assert.equal(fields.content, 'Mine too')
    assert.equal(saved.status, 303)
    assert.equal((await configuration.refresh()).overview, 'Both')
  })

  test('a choice that was not made is asked for again', async ({ assert }) => {
    const { configuration, address, second, conflict } = await givenConflict()

    const again = await second.post(address, {
      ...formFields(conflict),
      choice_position: 'theirs',
      choice_content: 'mine',
      choice_overview: '',
    })

    assert.equal(again.status, 409)
    assert.equal(formFields(again).overview, 'Mine')
    assert.equal((await configuration.refresh()).overview, 'Theirs')
  })

  test('a third who saves meanwhile is not overwritten either', async ({ assert }) => {
    const { configuration, address, second, conflict } = await givenConflict()
    await editProduct(await givenStaff('manager'), configuration.id, {
      overview: 'Third',
    })

    const again = await second.post(address, {
      ...formFields(conflict),
      choice_overview: 'mine',
      choice_position: 'theirs',
      choice_content: 'mine',
    })

    assert.equal(again.status, 409)
    assert.include(readHtml(again.body), 'Third')
    assert.equal((await configuration.refresh()).overview, 'Third')
  })

  test('whoever changed nothing is in nobody’s way', async ({ assert }) => {
    const { configuration } = await createProduct()
    const [first, second] = [await givenStaff('owner'), await givenStaff('manager')]
    const opened = formFields(await second.get(editAddress(configuration.id)))
    await editProduct(first, configuration.id, { overview: 'Theirs' })

    const answer = await second.post(saveAddress(configuration.id), opened)

    assert.equal(answer.status, 303)
    assert.equal((await configuration.refresh()).overview, 'Theirs')
  })

  test('both at the same moment: one is saved, the other is asked', async ({ assert }) => {
    const { configuration } = await createProduct()
    const [first, second] = [await givenStaff('owner'), await givenStaff('manager')]

    const answers = await Promise.all([
      editProduct(first, configuration.id, { overview: 'One' }),
      editProduct(second, configuration.id, { overview: 'Two' }),
    ])

    assert.sameMembers(
      answers.map(({ status }) => status),
      [303, 409]
    )
    const { lockVersion } = await ProductConfiguration.findOrFail(configuration.id)
    assert.equal(lockVersion, 2)
    assert.lengthOf(await staffActs(), 1)
  })
})
