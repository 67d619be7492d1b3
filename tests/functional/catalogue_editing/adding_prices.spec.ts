import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import AddPrice from '#catalogue_editing/add_price'
import AuditEntry from '#models/audit_entry'
import { deliverEvents } from '#tests/helpers/store/buying'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { CREATE_PRICE, FAULTS, LOST } from '#tests/helpers/stripe/faults'
import { emulator } from '#tests/helpers/stripe/emulator'
import {
  act,
  actorOf,
  atStripe,
  givenCreatedProduct,
  priceOf,
} from '#tests/helpers/store/product_acts'

test.group('Adding a price', (group) => {
  group.each.setup(() => cleanStore())

  test('creates it in Stripe and copies it', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct({ prices: [priceOf(1200)] })

    const outcome = await act(AddPrice, {
      configurationId,
      request: 'add-1',
      terms: priceOf(1800, { currency: 'jpy', interval: 'week', intervalCount: 2 }),
    })

    assert.equal(outcome.type, 'added')
    const [price] = (await atStripe()).prices
    assert.containSubset(price, { product: product.id, currency: 'jpy', unit_amount: 1800 })
    assert.containSubset(price.recurring, { interval: 'week', interval_count: 2 })
    const copy = await copyOf(price.id)
    assert.containSubset(copy, { unit_amount: 1800, interval: 'week', interval_count: 2 })
    const entry = await AuditEntry.findByOrFail('action', 'product.price_added')
    assert.deepEqual(entry.changes, { price: { before: null, after: '¥1,800 / 2 weeks' } })
    assert.equal(entry.subjectId, configurationId)
  })

  test('makes it the default price when there is none', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct({ prices: [] })

    await act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })

    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(defaultPriceStripeId, (await atStripe()).prices[0].id)
  })

  test('creates one price, however often and whenever the form is sent', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [] })
    const add = () => act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })
    const { holdId } = await emulator.hold({ ...CREATE_PRICE, phase: 'after' })
    const first = add()
    await emulator.waitHeld(holdId)
    const [second, third] = [add(), add()]
    await emulator.release(holdId)

    const outcomes = [await first, await second, await third, await add()]

    assert.deepEqual(outcomes, Array(4).fill(outcomes[0]))
    assert.lengthOf((await atStripe()).prices, 1)
    assert.lengthOf(await AuditEntry.query().where('action', 'product.price_added'), 1)
  })

  test('creates two prices for two forms', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [] })

    for (const request of ['add-1', 'add-2']) {
      await act(AddPrice, { configurationId, request, terms: priceOf(1200) })
    }

    assert.lengthOf((await atStripe()).prices, 2)
  })

  test('is completed by the next press without doing anything twice when {title}')
    .with(FAULTS)
    .run(async ({ assert }, { fault, first }) => {
      const { configurationId } = await givenCreatedProduct({ prices: [] })
      const add = () => act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })
      await emulator.fault({ ...CREATE_PRICE, ...fault })

      const outcome = await add()
      await emulator.clearFaults()

      assert.equal(outcome.type, first)
      assert.equal((await add()).type, 'added')
      assert.deepEqual((await atStripe()).active, [1200])
      assert.lengthOf(await AuditEntry.query().where('action', 'product.price_added'), 1)
    })

  test('is copied by its event when the store never received the answer', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [] })
    await emulator.fault({ ...CREATE_PRICE, ...LOST })
    await act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })

    await deliverEvents()

    assert.equal((await copyOf((await atStripe()).prices[0].id)).unit_amount, 1200)
  })

  test('archives a price whose answer was lost when the next press asks for another one', async ({
    assert,
  }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [priceOf(500)] })
    await emulator.fault({ ...CREATE_PRICE, ...LOST })
    await act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })
    await emulator.clearFaults()

    await act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1300) })

    assert.sameMembers((await atStripe()).active, [500, 1300])
  })

  test('requires the right, an existing product and a valid price', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [] })
    const input = { configurationId, request: 'add-1' }

    const wrong = await act(AddPrice, { ...input, terms: priceOf(49) })
    const forbidden = await act(AddPrice, {
      ...input,
      terms: priceOf(1200),
      actor: actorOf('accountant'),
    })
    const unknown = await act(AddPrice, { ...input, configurationId: 999, terms: priceOf(1200) })

    assert.equal(wrong.type, 'invalid')
    assert.equal(forbidden.type, 'forbidden')
    assert.equal(unknown.type, 'not_found')
    assert.lengthOf((await atStripe()).prices, 0)
  })
})

function copyOf(priceStripeId: string) {
  return db.from('prices').where('stripe_id', priceStripeId).firstOrFail()
}
