import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import AddPrice from '#catalogue_editing/add_price'
import UpdatePriceState from '#catalogue_editing/update_price_state'
import ReplacePrice from '#catalogue_editing/replace_price'
import UpdateStripeDefaultPrice from '#catalogue_editing/update_stripe_default_price'
import AuditEntry from '#models/audit_entry'
import CheckoutAttempt from '#models/checkout_attempt'
import StripeWrite from '#models/stripe_write'
import type { FaultOptions } from '#stripe_emulator/hostile/faults'
import { returnFromCheckout, purchaseOf, deliverEvents } from '#tests/helpers/store/buying'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import {
  act,
  actorOf,
  atStripe,
  givenCreatedProduct,
  priceOf,
} from '#tests/helpers/store/product_acts'
import { stripe } from '#tests/helpers/stripe/stripe'
import { givenOpenCheckout } from '#tests/helpers/store/sale'

const MAKE_PRICE = { method: 'POST', path: '^/v1/prices$' }
const CHANGE_PRICE = { method: 'POST', path: '^/v1/prices/price_' }
const CHANGE_PRODUCT = { method: 'POST', path: '^/v1/products/prod_' }
const LOST = { kind: 'reset_after_headers', times: 9 } as const

/** Milliseconds in which an act that did not wait for its turn would be done. */
const LONG_ENOUGH = 1500

/** What Stripe does with a call, and what becomes of the press. */
const TROUBLES: {
  title: string
  fault: Pick<FaultOptions, 'kind' | 'times' | 'status' | 'executed'>
  first: string
}[] = [
  { title: 'the answer is lost', fault: LOST, first: 'unavailable' },
  { title: 'Stripe is down', fault: { kind: 'reset', times: 9 }, first: 'unavailable' },
  {
    title: 'Stripe breaks after it did it',
    fault: { kind: 'status', status: 500, executed: true },
    first: 'unavailable',
  },
  { title: 'Stripe breaks', fault: { kind: 'status', status: 500 }, first: 'unavailable' },
  { title: 'Stripe refuses it', fault: { kind: 'status', status: 400 }, first: 'refused' },
]

test.group('Adding a price', (group) => {
  group.each.setup(() => cleanStore())

  test('makes it at Stripe and copies it', async ({ assert }) => {
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

  test('gives the product its default price where it had none', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct({ prices: [] })

    await act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })

    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(defaultPriceStripeId, (await atStripe()).prices[0].id)
  })

  test('makes one, however often and at what moment it is sent', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [] })
    const add = () => act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })
    const { holdId } = await emulator.hold({ ...MAKE_PRICE, phase: 'after' })
    const first = add()
    await emulator.waitHeld(holdId)
    const [second, third] = [add(), add()]
    await emulator.release(holdId)

    const outcomes = [await first, await second, await third, await add()]

    assert.deepEqual(outcomes, Array(4).fill(outcomes[0]))
    assert.lengthOf((await atStripe()).prices, 1)
    assert.lengthOf(await AuditEntry.query().where('action', 'product.price_added'), 1)
  })

  test('makes two of two forms', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [] })

    for (const request of ['add-1', 'add-2']) {
      await act(AddPrice, { configurationId, request, terms: priceOf(1200) })
    }

    assert.lengthOf((await atStripe()).prices, 2)
  })

  test('is completed by the next press, nothing twice, where {title}')
    .with(TROUBLES)
    .run(async ({ assert }, { fault, first }) => {
      const { configurationId } = await givenCreatedProduct({ prices: [] })
      const add = () => act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })
      await emulator.fault({ ...MAKE_PRICE, ...fault })

      const outcome = await add()
      await emulator.clearFaults()

      assert.equal(outcome.type, first)
      assert.equal((await add()).type, 'added')
      assert.deepEqual((await atStripe()).active, [1200])
      assert.lengthOf(await AuditEntry.query().where('action', 'product.price_added'), 1)
    })

  test('is brought here by the news, where the store stopped before it heard', async ({
    assert,
  }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [] })
    await emulator.fault({ ...MAKE_PRICE, ...LOST })
    await act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })

    await deliverEvents()

    assert.equal((await copyOf((await atStripe()).prices[0].id)).unit_amount, 1200)
  })

  test('takes back a price that nobody heard of, where the next press asks for another', async ({
    assert,
  }) => {
    const { configurationId } = await givenCreatedProduct({ prices: [priceOf(500)] })
    await emulator.fault({ ...MAKE_PRICE, ...LOST })
    await act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1200) })
    await emulator.clearFaults()

    await act(AddPrice, { configurationId, request: 'add-1', terms: priceOf(1300) })

    assert.sameMembers((await atStripe()).active, [500, 1300])
  })

  test('asks for the right, and for a price that can be paid', async ({ assert }) => {
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

test.group('Replacing a price', (group) => {
  group.each.setup(() => cleanStore())

  test('makes the new one the default, and archives the old one', async ({ assert }) => {
    const { configurationId, product, defaultPriceId } = await givenCreatedProduct()

    const outcome = await act(ReplacePrice, {
      configurationId,
      request: 'replace-1',
      priceStripeId: defaultPriceId,
      terms: priceOf(1500),
    })

    assert.equal(outcome.type, 'replaced')
    const { products, prices, active } = await atStripe()
    assert.sameMembers(active, [1500, 900])
    assert.equal(products[0].default_price, prices[0].id)
    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(defaultPriceStripeId, prices[0].id)
    assert.isFalse(Boolean((await copyOf(defaultPriceId)).active))
    const entry = await AuditEntry.findByOrFail('action', 'product.price_replaced')
    assert.deepEqual(entry.changes, { price: { before: '€12.00', after: '€15.00' } })
  })

  test('leaves the default alone where it is another one', async ({ assert }) => {
    const { configurationId, product, defaultPriceId } = await givenCreatedProduct()
    const club = await stripe.prices.list({ product: product.id, type: 'recurring' })

    await act(ReplacePrice, {
      configurationId,
      request: 'replace-1',
      priceStripeId: club.data[0].id,
      terms: priceOf(1000, { interval: 'month' }),
    })

    const { products, active } = await atStripe()
    assert.sameMembers(active, [1200, 1000])
    assert.equal(products[0].default_price, defaultPriceId)
  })

  test('is followed by a default price that the store chose itself', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
    const chosen = await copyOf(club.data[0].id)
    await db
      .from('product_configurations')
      .where('id', configurationId)
      .update({ default_price_id: chosen.id })

    const outcome = await act(ReplacePrice, {
      configurationId,
      request: 'replace-1',
      priceStripeId: chosen.stripe_id,
      terms: priceOf(1000, { interval: 'month' }),
    })

    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.deepEqual(outcome, { type: 'replaced', priceStripeId: defaultPriceStripeId! })
  })

  test('lets whoever was sent to pay the old price pay it', async ({ assert }) => {
    const { configurationId, defaultPriceId } = await givenCreatedProduct()
    const { buyer, sessionId } = await givenOpenCheckout('field-notes')

    await act(ReplacePrice, {
      configurationId,
      request: 'replace-1',
      priceStripeId: defaultPriceId,
      terms: priceOf(1500),
    })
    await emulator.pay(sessionId)
    await returnFromCheckout(buyer, sessionId)

    const purchase = await purchaseOf(sessionId)
    assert.equal(purchase?.status, 'active')
    assert.equal(purchase?.totalAmount, 1200)
    await givenOpenCheckout('field-notes')
    const latest = await CheckoutAttempt.query().orderBy('id', 'desc').firstOrFail()
    assert.equal(latest.subtotalAmount, 1500)
  })

  test('happens once, however often and at what moment it is sent', async ({ assert }) => {
    const { configurationId, defaultPriceId } = await givenCreatedProduct({
      prices: [priceOf(1200)],
    })
    const replace = (request: string) =>
      act(ReplacePrice, {
        configurationId,
        request,
        priceStripeId: defaultPriceId,
        terms: priceOf(1500),
      })
    const { holdId } = await emulator.hold({ ...MAKE_PRICE, phase: 'after' })
    const first = replace('replace-1')
    await emulator.waitHeld(holdId)
    const [same, otherForm] = [replace('replace-1'), replace('replace-2')]
    const early = await Promise.race([same, otherForm, sleep(LONG_ENOUGH, 'both wait')])
    await emulator.release(holdId)

    const outcomes = [await first, await same, await replace('replace-1')]

    assert.equal(early, 'both wait')
    assert.deepEqual(outcomes, Array(3).fill(outcomes[0]))
    assert.equal((await otherForm).type, 'not_active')
    assert.deepEqual((await atStripe()).active, [1500])
    assert.lengthOf(await AuditEntry.query().where('action', 'product.price_replaced'), 1)
  })

  test('is completed by the next press, nothing twice, where {title}')
    .with(
      [MAKE_PRICE, CHANGE_PRODUCT, CHANGE_PRICE].flatMap((call) =>
        TROUBLES.map(({ title, fault, first }) => ({
          title: `${title}: ${call.path}`,
          fault: { ...call, ...fault },
          first,
        }))
      )
    )
    .run(async ({ assert }, { fault, first }) => {
      const made = await givenCreatedProduct({ prices: [priceOf(1200)] })
      const replace = () =>
        act(ReplacePrice, {
          configurationId: made.configurationId,
          request: 'replace-1',
          priceStripeId: made.defaultPriceId,
          terms: priceOf(1500),
        })
      await emulator.fault(fault)

      const outcome = await replace()
      await emulator.clearFaults()

      assert.equal(outcome.type, first)
      assert.equal((await replace()).type, 'replaced')
      const { products, prices, active } = await atStripe()
      assert.deepEqual(active, [1500])
      const [current] = prices.filter((price) => price.active)
      assert.equal(products[0].default_price, current.id)
      const { defaultPriceStripeId } = await readProduct(made.product.id)
      assert.equal(defaultPriceStripeId, current.id)
      assert.lengthOf(await AuditEntry.query().where('action', 'product.price_replaced'), 1)
    })

  test('ends in the last amount, where it was interrupted and asked for otherwise', async ({
    assert,
  }) => {
    const { configurationId, defaultPriceId } = await givenCreatedProduct({
      prices: [priceOf(1200)],
    })
    const replace = (amount: number) =>
      act(ReplacePrice, {
        configurationId,
        request: 'replace-1',
        priceStripeId: defaultPriceId,
        terms: priceOf(amount),
      })
    await emulator.fault({ ...CHANGE_PRICE, ...LOST })
    await replace(1500)
    await emulator.clearFaults()

    const outcome = await replace(1400)

    assert.equal(outcome.type, 'replaced')
    const { products, prices, active } = await atStripe()
    assert.deepEqual(active, [1400])
    assert.equal(products[0].default_price, prices.find((price) => price.active)?.id as string)
  })

  test('asks for the right, and for a price of this product', async ({ assert }) => {
    const { configurationId, defaultPriceId } = await givenCreatedProduct()
    const input = { configurationId, request: 'replace-1', terms: priceOf(1500) }

    const forbidden = await act(ReplacePrice, {
      ...input,
      priceStripeId: defaultPriceId,
      actor: actorOf('viewer'),
    })
    const unknown = await act(ReplacePrice, { ...input, priceStripeId: 'price_other' })

    assert.equal(forbidden.type, 'forbidden')
    assert.equal(unknown.type, 'not_found')
    assert.sameMembers((await atStripe()).active, [1200, 900])
  })
})

test.group('Archiving a price', (group) => {
  group.each.setup(() => cleanStore())

  test('takes it from sale, and restoring brings it back', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
    const input = { configurationId, priceStripeId: club.data[0].id }

    const outcomes = [
      await act(UpdatePriceState, { ...input, change: 'archive' }),
      await act(UpdatePriceState, { ...input, change: 'archive' }),
    ]
    const archived = (await atStripe()).active
    const copy = await copyOf(input.priceStripeId)
    const restored = await act(UpdatePriceState, { ...input, change: 'restore' })

    assert.deepEqual(
      [...outcomes, restored].map(({ type }) => type),
      ['changed', 'unchanged', 'changed']
    )
    assert.deepEqual(archived, [1200])
    assert.isFalse(Boolean(copy.active))
    assert.sameMembers((await atStripe()).active, [1200, 900])
    const entries = await AuditEntry.query().where('action', 'like', 'product.price_%')
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['product.price_archived', 'product.price_restored']
    )
  })

  test('is refused for the default price', async ({ assert }) => {
    const { configurationId, defaultPriceId } = await givenCreatedProduct()

    const outcome = await act(UpdatePriceState, {
      configurationId,
      priceStripeId: defaultPriceId,
      change: 'archive',
    })

    assert.equal(outcome.type, 'is_default')
    assert.sameMembers((await atStripe()).active, [1200, 900])
  })

  test('is done once where it is pressed twice at once, and completed where {title}')
    .with(TROUBLES)
    .run(async ({ assert }, { fault, first }) => {
      const { configurationId, product } = await givenCreatedProduct()
      const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
      const archive = () =>
        act(UpdatePriceState, {
          configurationId,
          priceStripeId: club.data[0].id,
          change: 'archive',
        })
      await emulator.fault({ ...CHANGE_PRICE, ...fault })

      const outcome = await archive()
      await emulator.clearFaults()
      const [one, other] = await Promise.all([archive(), archive()])

      assert.equal(outcome.type, first)
      assert.includeMembers(['changed', 'unchanged'], [one.type, other.type])
      assert.deepEqual((await atStripe()).active, [1200])
    })
})

test.group('Another default price at Stripe', (group) => {
  group.each.setup(() => cleanStore())

  test('is set there and followed here', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
    const input = { configurationId, priceStripeId: club.data[0].id }

    const outcomes = [
      await act(UpdateStripeDefaultPrice, input),
      await act(UpdateStripeDefaultPrice, input),
    ]

    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['changed', 'unchanged']
    )
    assert.equal((await atStripe()).products[0].default_price, input.priceStripeId)
    assert.equal((await readProduct(product.id)).defaultPriceStripeId, input.priceStripeId)
    const entry = await AuditEntry.findByOrFail('action', 'product.updated_at_stripe')
    assert.deepEqual(entry.changes, {
      stripe_default_price: { before: '€12.00', after: '€9.00 / month · Club' },
    })
  })

  test('is not one that is archived, or of another product', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
    await stripe.prices.update(club.data[0].id, { active: false })

    const archived = await act(UpdateStripeDefaultPrice, {
      configurationId,
      priceStripeId: club.data[0].id,
    })
    const unknown = await act(UpdateStripeDefaultPrice, {
      configurationId,
      priceStripeId: 'price_other',
    })

    assert.deepEqual([archived.type, unknown.type], ['not_active', 'not_found'])
    assert.lengthOf(await StripeWrite.query().where('kind', 'product.update').offset(1).limit(9), 0)
  })
})

function copyOf(priceStripeId: string) {
  return db.from('prices').where('stripe_id', priceStripeId).firstOrFail()
}
