import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import ProductConfiguration from '#models/product_configuration'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { formFields, givenStaff, readHtml, rowsOf } from '#tests/helpers/store/panel'
import { atStripe, givenCreatedProduct } from '#tests/helpers/store/product_acts'
import { stripe } from '#tests/helpers/stripe/stripe'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenOpenCheckout } from '#tests/helpers/store/sale'

const DOWN = { path: '^/v1/products/prod_', kind: 'status', status: 500, times: 99 } as const

const pageOf = (id: number, page: string) => `/admin/products/${id}/${page}`

test.group('Archiving a product in the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('explains the effect on buyers, and archives here and in Stripe', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const { sessionId } = await givenOpenCheckout('field-notes')
    const visitor = await givenStaff('manager')
    const path = pageOf(configurationId, 'archiving')

    const question = readHtml((await visitor.get(path)).body)
    const archived = await visitor.post(path, { intent: 'archive' })
    const there = await atStripe()
    const page = readHtml((await visitor.get(archived.location!)).body)
    const closed = await stripe.checkout.sessions.retrieve(sessionId)
    const restoring = readHtml((await visitor.get(path)).body)
    await visitor.post(path, { intent: 'restore' })

    assert.include(question, 'Archive “Field notes”?')
    assert.include(question, 'One buyer is on the way to pay for it')
    assert.include(question, 'Whoever bought it keeps access')
    assert.isFalse(there.products[0].active)
    assert.equal(closed.status, 'expired')
    assert.include(page, 'Its buyers keep what they have.')
    assert.include(restoring, 'Restore “Field notes”?')
    assert.isTrue((await atStripe()).products[0].active)
    assert.isNull((await ProductConfiguration.findOrFail(configurationId)).archivedAt)
  })

  test('is completed by a second press after Stripe did not answer', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const visitor = await givenStaff()
    await emulator.fault({ method: 'POST', ...DOWN })
    const path = pageOf(configurationId, 'archiving')

    const failed = await visitor.post(path, { intent: 'archive' })
    await emulator.clearFaults()
    const intent = /name="intent" value="(\w+)"/.exec(failed.body)?.[1]
    const answer = await visitor.post(path, { intent: String(intent) })

    assert.equal(failed.status, 503)
    assert.equal(intent, 'archive')
    assert.equal(answer.status, 303)
    assert.isFalse((await atStripe()).products[0].active)
  })

  test('requires the right and an existing product', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    const visitor = await givenStaff('support')
    const manager = await givenStaff('manager')

    for (const page of ['archiving', 'stripe']) {
      assert.equal((await visitor.get(pageOf(configurationId, page))).status, 403)
      assert.equal((await visitor.post(pageOf(configurationId, page))).status, 403)
      assert.equal((await new Visitor().get(pageOf(configurationId, page))).location, '/login')
      assert.equal((await manager.get(pageOf(999_999, page))).status, 404)
    }
    assert.equal((await manager.post(pageOf(configurationId, 'archiving'))).status, 404)
    assert.isTrue((await atStripe()).products[0].active)
  })
})

test.group('Name and description in Stripe, in the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('are changed in Stripe only where they were edited', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const visitor = await givenStaff()
    const path = pageOf(configurationId, 'stripe')
    const fields = formFields(await visitor.get(path))
    await emulator.setDelivery({ mode: 'off' })
    await stripe.products.update(product.id, { description: 'Changed at Stripe meanwhile.' })

    const answer = await visitor.post(path, { ...fields, name: 'Field book' })

    assert.containSubset(fields, { name: 'Field notes', description: 'Notes from the field.' })
    assert.equal(answer.location, pageOf(configurationId, 'edit'))
    assert.containSubset((await atStripe()).products[0], {
      name: 'Field book',
      description: 'Changed at Stripe meanwhile.',
    })
  })

  test('are kept in the form when they are refused or Stripe does not answer', async ({
    assert,
  }) => {
    const { configurationId } = await givenCreatedProduct()
    const visitor = await givenStaff()
    const path = pageOf(configurationId, 'stripe')
    const fields = formFields(await visitor.get(path))

    const nameless = await visitor.post(path, { ...fields, name: '', description: 'Better.' })
    await emulator.fault({ method: 'POST', ...DOWN })
    const silent = await visitor.post(path, { ...fields, description: 'Better.' })
    await emulator.clearFaults()
    const saved = await visitor.post(path, formFields(silent))

    assert.equal(nameless.status, 422)
    assert.include(nameless.body, 'id="error-name"')
    assert.equal(formFields(nameless).description, 'Better.')
    assert.equal(silent.status, 503)
    assert.equal(saved.status, 303)
    assert.equal((await atStripe()).products[0].description, 'Better.')
  })

  test('can be replaced by those of the store', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    await db.from('product_configurations').update({ name_override: 'Our own' })
    const visitor = await givenStaff()

    const page = await visitor.get(pageOf(configurationId, 'stripe'))
    await visitor.post(pageOf(configurationId, 'drift'), { field: 'name', fix: 'give_ours' })

    assert.include(readHtml(page.body), 'The store has its own name Our own Take mine to Stripe')
    assert.equal((await atStripe()).products[0].name, 'Our own')
    assert.isNull((await ProductConfiguration.findOrFail(configurationId)).nameOverride)
  })
})

test.group('Drift in the panel', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('is read from Stripe, shown with both values, and resolved with either', async ({
    assert,
  }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const visitor = await givenStaff('manager')
    const path = pageOf(configurationId, 'drift')
    const nothing = await visitor.get(path)
    await stripe.products.update(product.id, { name: 'Renamed <b>there</b>' })
    await db.from('product_configurations').update({ overview: 'Our words.' })

    const page = await visitor.get(path)
    const taken = await visitor.post(path, { field: 'name', fix: 'take_theirs' })
    const given = await visitor.post(path, { field: 'description', fix: 'give_ours' })
    const late = await visitor.post(path, { field: 'name', fix: 'take_theirs' })
    const after = readHtml((await visitor.get(path)).body)

    assert.include(readHtml(nothing.body), 'Nothing differs')
    const words = readHtml(page.body)
    assert.include(words, 'At Stripe Renamed <b>there</b> Take Stripe’s')
    assert.include(words, 'Here Field notes')
    assert.include(words, 'Here Our words. Give Stripe ours')
    assert.deepEqual(
      [taken, given, late].map(({ location }) => location),
      Array(3).fill(path)
    )
    assert.include(after, 'There was no such difference any more.')
    assert.include(after, 'Nothing differs')
    assert.equal((await atStripe()).products[0].description, 'Our words.')
    assert.include(
      readHtml((await visitor.get('/admin/products')).body),
      'Renamed <b>there</b> On sale'
    )
  })

  test('is marked in the list and on the product, and has a filter', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    await givenCreatedProduct({ request: 'form-2', name: 'Other notes' })
    const visitor = await givenStaff()
    const before = readHtml((await visitor.get(pageOf(configurationId, 'edit'))).body)
    await db
      .from('product_configurations')
      .where('id', configurationId)
      .update({ default_price_id: null })

    const list = rowsOf(await visitor.get('/admin/products'))
    const differing = rowsOf(await visitor.get('/admin/products?stripe=differs'))
    const same = rowsOf(await visitor.get('/admin/products?stripe=same'))

    assert.include(before, 'Says the same, as far as copied')
    assert.lengthOf(list, 2)
    assert.lengthOf(differing, 1)
    assert.match(differing[0], /^Field notes .*Differs from Stripe/)
    assert.lengthOf(same, 1)
    assert.match(same[0], /^Other notes/)
    assert.notInclude(same[0], 'Differs')
    const edit = readHtml((await visitor.get(pageOf(configurationId, 'edit'))).body)
    assert.include(edit, 'Compared Differs from Stripe')
  })

  test('is explained when Stripe does not answer or has deleted the product', async ({
    assert,
  }) => {
    const { configurationId } = await givenCreatedProduct()
    const visitor = await givenStaff()
    const path = pageOf(configurationId, 'drift')
    await emulator.fault(DOWN)

    const silent = await visitor.get(path)
    const unresolved = await visitor.post(path, { field: 'name', fix: 'take_theirs' })
    await emulator.clearFaults()
    await emulator.reset({ catalogue: 'empty' })
    const gone = await visitor.get(path)

    assert.deepEqual([silent.status, unresolved.status], [503, 503])
    assert.include(readHtml(silent.body), 'Nothing can be compared until it does')
    assert.include(readHtml(gone.body), 'At Stripe Deleted Take Stripe’s')
  })

  test('is visible to all staff and resolved by those with the right', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    await db.from('product_configurations').update({ name_override: 'Our own' })
    const [viewer, manager] = [await givenStaff('viewer'), await givenStaff('manager')]
    const path = pageOf(configurationId, 'drift')

    const page = await viewer.get(path)

    assert.include(readHtml(page.body), 'Here Our own')
    assert.notInclude(page.body, 'Give Stripe ours')
    assert.equal((await viewer.post(path, { field: 'name', fix: 'give_ours' })).status, 403)
    for (const fields of [{}, { field: 'slug', fix: 'give_ours' }, { field: 'name', fix: 'x' }]) {
      assert.equal((await manager.post(path, fields as Record<string, string>)).status, 404)
    }
    assert.equal((await manager.get(pageOf(999_999, 'drift'))).status, 404)
    assert.equal((await atStripe()).products[0].name, 'Field notes')
  })
})
