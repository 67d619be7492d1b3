import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import CreateProduct from '#catalogue_editing/create_product'
import ProductConfiguration from '#models/product_configuration'
import StripeWrite from '#models/stripe_write'
import { createProduct } from '#database/factories/product_factory'
import { deliverEvents } from '#tests/helpers/store/buying'
import { readProduct, syncCatalogue } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import {
  CREATE_PRICE,
  CREATE_PRODUCT,
  LOST,
  READ_PRODUCT,
  UPDATE_PRODUCT,
} from '#tests/helpers/stripe/faults'
import { emulator } from '#tests/helpers/stripe/emulator'
import {
  act,
  actorOf,
  atStripe,
  newProduct,
  priceOf,
  writesToStripe,
} from '#tests/helpers/store/product_acts'
import { stripe } from '#tests/helpers/stripe/stripe'
import { staffActs } from '#tests/helpers/store/panel'

test.group('Creating a product', (group) => {
  group.each.setup(() => cleanStore())

  test('creates it in Stripe with its prices, and here with its settings', async ({ assert }) => {
    const outcome = await act(
      CreateProduct,
      newProduct({ slug: 'notes', overview: 'Short.', content: '# Long', isActive: false })
    )

    const { products, prices } = await atStripe()
    assert.lengthOf(products, 1)
    assert.containSubset(products[0], {
      name: 'Field notes',
      description: 'Notes from the field.',
      active: true,
    })
    assert.containSubset(
      prices.map((price) => ({ ...price, recurring: price.recurring?.interval ?? null })),
      [
        { currency: 'eur', unit_amount: 1200, recurring: null, nickname: null },
        { currency: 'eur', unit_amount: 900, recurring: 'month', nickname: 'Club' },
      ]
    )
    const { configuration, defaultPriceStripeId } = await readProduct(products[0].id)
    assert.deepEqual(outcome, { type: 'created', configurationId: configuration.id })
    assert.containSubset(configuration, { slug: 'notes', overview: 'Short.', content: '# Long' })
    assert.isFalse(Boolean(configuration.is_active))
    assert.equal(defaultPriceStripeId, products[0].default_price as string)
    assert.equal((await priceNamed(defaultPriceStripeId!)).unit_amount, 1200)
    const [entry, ...others] = await staffActs()
    assert.lengthOf(others, 0)
    assert.containSubset(entry, {
      action: 'product.created',
      actorLabel: 'The owner',
      address: '192.0.2.1',
      subjectId: configuration.id,
      subjectLabel: 'Field notes',
    })
    assert.deepEqual(entry.changes.slug, { before: null, after: 'notes' })
  })

  test('can activate it at once, and makes its address from the name', async ({ assert }) => {
    await act(CreateProduct, newProduct())

    const configuration = await ProductConfiguration.firstOrFail()
    assert.isTrue(configuration.isActive)
    assert.equal(configuration.slug, 'field-notes')
  })

  test('can make a draft without a price', async ({ assert }) => {
    const outcome = await act(CreateProduct, newProduct({ prices: [], isActive: false }))

    assert.equal(outcome.type, 'created')
    assert.lengthOf((await atStripe()).prices, 0)
  })

  test('stores each call with its idempotency key before it is sent', async ({ assert }) => {
    const { holdId } = await emulator.hold({ ...CREATE_PRODUCT, phase: 'before' })
    const making = act(CreateProduct, newProduct())
    await emulator.waitHeld(holdId)

    const write = await StripeWrite.firstOrFail()
    assert.containSubset(write, { kind: 'product.create', status: 'open', actorLabel: 'The owner' })
    assert.containSubset(write.parameters, { name: 'Field notes', active: false })
    await emulator.release(holdId)
    await making

    const requests = await emulator.requests()
    const sent = requests.filter(({ method }) => method === 'POST')
    const kept = await StripeWrite.query().orderBy('id')
    assert.deepEqual(
      sent.map(({ idempotencyKey }) => idempotencyKey),
      kept.map(({ idempotencyKey }) => idempotencyKey)
    )
    assert.isTrue(kept.every(({ status }) => status === 'done'))
  })

  test('creates one product, however often and whenever the form is sent', async ({ assert }) => {
    const { holdId } = await emulator.hold({ ...CREATE_PRICE, phase: 'after' })
    const first = act(CreateProduct, newProduct())
    await emulator.waitHeld(holdId)
    const second = act(CreateProduct, newProduct())
    const third = act(CreateProduct, newProduct())
    await emulator.release(holdId)

    const outcomes = await Promise.all([first, second, third])
    const later = await act(CreateProduct, newProduct({ name: 'Sent again by the back button' }))

    assert.deepEqual([...outcomes, later], Array(4).fill(outcomes[0]))
    assert.equal(outcomes[0].type, 'created')
    const { products, prices } = await atStripe()
    assert.lengthOf(products, 1)
    assert.equal(products[0].name, 'Field notes')
    assert.lengthOf(prices, 2)
    assert.lengthOf(await staffActs(), 1)
  })

  test('refuses invalid names, addresses and prices without calling Stripe', async ({ assert }) => {
    const { configuration } = await createProduct()

    const outcome = await act(
      CreateProduct,
      newProduct({
        name: ' ',
        slug: configuration.slug,
        prices: [
          priceOf(1200),
          priceOf(20),
          priceOf(1200),
          priceOf(4505, { currency: 'kwd' }),
          priceOf(900, { interval: 'year', intervalCount: 4 }),
          priceOf(900, { currency: 'xyz' }),
        ],
      })
    )

    assert.equal(outcome.type, 'invalid')
    const { problems } = outcome as Extract<typeof outcome, { type: 'invalid' }>
    assert.match(problems.name!, /1 to 200/)
    assert.match(problems.slug!, /Another product/)
    assert.deepEqual(Object.keys(problems.prices!), ['1', '2', '3', '4', '5'])
    assert.match(problems.prices![1].amount!, /at least 0.50 EUR/)
    assert.match(problems.prices![2].amount!, /there already/)
    assert.match(problems.prices![3].amount!, /last decimal/)
    assert.match(problems.prices![4].intervalCount!, /1 to 3 years/)
    assert.match(problems.prices![5].currency!, /no payments/)
    assert.lengthOf(await emulator.requests(), 0)
    assert.lengthOf(await StripeWrite.all(), 0)
  })

  test('requires the right', async ({ assert }) => {
    const outcome = await act(CreateProduct, { ...newProduct(), actor: actorOf('support') })

    assert.equal(outcome.type, 'forbidden')
    assert.lengthOf(await emulator.requests(), 0)
  })
})

test.group('Creating a product while Stripe fails', (group) => {
  group.each.setup(() => cleanStore())

  test('is completed by the next press without doing anything twice: {title}')
    .with([
      { title: 'the product’s answer is lost', fault: { ...CREATE_PRODUCT, ...LOST } },
      { title: 'no product was created', fault: { ...CREATE_PRODUCT, kind: 'reset', times: 9 } },
      { title: 'a price’s answer is lost', fault: { ...CREATE_PRICE, ...LOST } },
      { title: 'no price was created', fault: { ...CREATE_PRICE, kind: 'reset', times: 9 } },
      { title: 'the last answer is lost', fault: { ...UPDATE_PRODUCT, ...LOST } },
      { title: 'the reading for the copies fails', fault: { ...READ_PRODUCT, ...LOST } },
      {
        title: 'Stripe fails after it created the product',
        fault: { ...CREATE_PRODUCT, kind: 'status', status: 500, executed: true },
      },
      {
        title: 'Stripe fails after it created a price',
        fault: { ...CREATE_PRICE, kind: 'status', status: 500, executed: true },
      },
    ] as const)
    .run(async ({ assert }, { fault }) => {
      await emulator.setDelivery({ mode: 'off' })
      await emulator.fault(fault)

      const first = await act(CreateProduct, newProduct({ isActive: false }))
      await emulator.clearFaults()
      const second = await act(CreateProduct, newProduct({ isActive: false }))

      assert.equal(first.type, 'unavailable')
      assert.equal(second.type, 'created')
      const { products, prices } = await atStripe()
      assert.lengthOf(products, 1)
      assert.lengthOf(prices, 2)
      const { configuration, defaultPriceStripeId } = await readProduct(products[0].id)
      assert.isFalse(Boolean(configuration.is_active))
      assert.isNotNull(defaultPriceStripeId)
      assert.lengthOf(await staffActs(), 1)
      const open = await StripeWrite.query().where({ status: 'open' }).whereNotNull('request')
      assert.lengthOf(open, 0)
    })

  test('is completed by its events or the next sync when the store stopped', async ({ assert }) => {
    for (const complete of [deliverEvents, syncCatalogue]) {
      await cleanStore()
      await emulator.setDelivery({ mode: complete === deliverEvents ? 'normal' : 'off' })
      await emulator.fault({ ...READ_PRODUCT, ...LOST, times: 2 })
      const outcome = await act(CreateProduct, newProduct({ slug: 'notes', isActive: false }))
      await emulator.clearFaults()

      await complete()

      assert.equal(outcome.type, 'unavailable')
      const configuration = await ProductConfiguration.firstOrFail()
      assert.equal(configuration.slug, 'notes')
      assert.isFalse(configuration.isActive)
      assert.isNotNull(configuration.defaultPriceId)
      const entry = await staffActs().firstOrFail()
      assert.containSubset(entry, { action: 'product.created', actorLabel: 'The owner' })
    }
  })

  test('offers nothing that is incomplete', async ({ assert }) => {
    await emulator.fault({ ...CREATE_PRICE, ...LOST })
    await act(CreateProduct, newProduct())
    await emulator.clearFaults()

    await deliverEvents()
    await syncCatalogue()

    assert.isFalse((await atStripe()).products[0].active)
    assert.lengthOf(await ProductConfiguration.all(), 0)
  })

  test('leaves no price behind that was changed before the next press', async ({ assert }) => {
    await emulator.fault({ ...CREATE_PRICE, ...LOST })
    await act(CreateProduct, newProduct({ prices: [priceOf(1200), priceOf(5000)] }))
    await emulator.clearFaults()

    const outcome = await act(
      CreateProduct,
      newProduct({ name: 'Better name', prices: [priceOf(1300), priceOf(5000)] })
    )

    assert.equal(outcome.type, 'created')
    const { products, active } = await atStripe()
    assert.lengthOf(products, 1)
    assert.equal(products[0].name, 'Better name')
    assert.sameMembers(active, [1300, 5000])
    const { defaultPriceStripeId } = await readProduct(products[0].id)
    assert.equal((await priceNamed(defaultPriceStripeId!)).unit_amount, 1300)
  })

  test('reports a refusal by Stripe, and the next press uses a new key', async ({ assert }) => {
    await emulator.fault({ ...CREATE_PRICE, kind: 'status', status: 400 })

    const refused = await act(CreateProduct, newProduct())
    const made = await act(CreateProduct, newProduct())

    assert.equal(refused.type, 'refused')
    assert.equal(made.type, 'created')
    assert.lengthOf((await atStripe()).prices, 2)
    assert.deepEqual(await writesToStripe(), [
      'product.create done',
      'price.create failed',
      'price.create done',
      'price.create done',
      'product.update done',
    ])
  })

  test('waits out a rate limit', async ({ assert }) => {
    await emulator.fault({ ...CREATE_PRICE, kind: 'status', status: 429, times: 2 })

    const outcome = await act(CreateProduct, newProduct())

    assert.equal(outcome.type, 'created')
    assert.lengthOf((await atStripe()).prices, 2)
  })

  test('gives up within twelve seconds, and the next press uses the same keys', async ({
    assert,
  }) => {
    await emulator.fault({ ...CREATE_PRODUCT, kind: 'timeout', times: 9 })

    const start = performance.now()
    const outcome = await act(CreateProduct, newProduct())
    assert.isBelow(performance.now() - start, 12_500)
    assert.equal(outcome.type, 'unavailable')
    await emulator.clearFaults()
    await act(CreateProduct, newProduct())

    const requests = await emulator.requests()
    const calls = requests.filter(
      ({ method, path }) => method === 'POST' && path === '/v1/products'
    )
    assert.isAbove(calls.length, 2)
    assert.lengthOf(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)), 1)
    assert.lengthOf((await atStripe()).products, 1)
  }).timeout(40_000)

  test('creates one configuration when the event is handled first', async ({ assert }) => {
    const { holdId } = await emulator.hold({ ...READ_PRODUCT, phase: 'after' })
    const making = act(CreateProduct, newProduct({ slug: 'notes', isActive: false }))
    await emulator.waitHeld(holdId)
    await deliverEvents()
    await emulator.release(holdId)

    const outcome = await making

    const [configuration, ...others] = await ProductConfiguration.all()
    assert.lengthOf(others, 0)
    assert.deepEqual(outcome, { type: 'created', configurationId: configuration.id })
    assert.equal(configuration.slug, 'notes')
    assert.isFalse(configuration.isActive)
    assert.lengthOf(await staffActs(), 1)
  })

  test('uses the next free address when another product took it meanwhile', async ({ assert }) => {
    const { holdId } = await emulator.hold({ ...CREATE_PRODUCT, phase: 'before' })
    const making = act(CreateProduct, newProduct({ slug: 'notes' }))
    await emulator.waitHeld(holdId)
    await stripe.products.create({ name: 'Notes' })
    await deliverEvents()
    await emulator.release(holdId)

    const outcome = await making

    assert.equal(outcome.type, 'created')
    const slugs = await db.from('product_configurations').orderBy('id').select('slug')
    assert.deepEqual(
      slugs.map(({ slug }) => slug),
      ['notes', 'notes-2']
    )
  })
})

function priceNamed(stripeId: string) {
  return db.from('prices').where('stripe_id', stripeId).firstOrFail()
}
