import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { createProduct } from '#database/factories/product_factory'
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
import { editAddress, saveAddress } from '#tests/helpers/store/product_form'

test.group('The form of a product', (group) => {
  group.each.setup(() => cleanStore())

  test('saves every field, which visitors see', async ({ assert }) => {
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

  test('shows the values in Stripe as placeholders, which empty fields fall back to', async ({
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

  test('writes one audit entry per save, with the values before and after', async ({ assert }) => {
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

  test('keeps the audit entry when the account of its actor is deleted', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    await editProduct(visitor, configuration.id, { position: '5' })

    await db.from('users').where('role', 'owner').delete()

    const entry = await staffActs().firstOrFail()
    assert.isNull(entry.actorId)
    assert.include(entry.actorLabel, 'The owner')
  })

  test('writes nothing when nothing was changed', async ({ assert }) => {
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

  test('keeps everything typed and shows an error at each invalid field', async ({ assert }) => {
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

    const corrected = await visitor.post(saveAddress(configuration.id), {
      ...fields,
      slug: 'a-slug',
      position: '1',
      available_from: '',
      grace_days: '1',
    })
    assert.equal(corrected.status, 303)
    assert.equal((await configuration.refresh()).content, content)
  })

  test('refuses an end of sale before its start', async ({ assert }) => {
    const { configuration } = await createProduct()

    const answer = await editProduct(await givenStaff(), configuration.id, {
      available_from: '2026-05-01T10:00',
      available_until: '2026-05-01T10:00',
    })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'Available until is not after Available from')
  })

  test('redirects the old address to the new one and reserves it for the product', async ({
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

  test('accepts only prices of the product itself', async ({ assert }) => {
    const { configuration } = await createProduct()
    const other = await createProduct()

    const answer = await editProduct(await givenStaff(), configuration.id, {
      default_price_id: String(other.price.id),
    })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'Default price is not one of the choices any more')
  })

  test('shows a change to visitors at once', async ({ assert }) => {
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
})

test.group('Related products in the form', (group) => {
  group.each.setup(() => cleanStore())

  test('are saved in order, audited and shown in the store', async ({ assert }) => {
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

  test('are never the product itself or a missing one', async ({ assert }) => {
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
