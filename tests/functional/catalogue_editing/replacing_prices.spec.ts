import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import ReplacePrice from '#catalogue_editing/replace_price'
import AuditEntry from '#models/audit_entry'
import CheckoutAttemptLine from '#models/checkout_attempt_line'
import { returnFromCheckout, purchaseOf } from '#tests/helpers/store/buying'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import {
  CREATE_PRICE,
  FAULTS,
  LOST,
  UPDATE_PRICE,
  UPDATE_PRODUCT,
} from '#tests/helpers/stripe/faults'
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

/** Milliseconds in which an action that did not wait for the lock would be done. */
const LONG_ENOUGH = 1500

test.group('Replacing a price', (group) => {
  group.each.setup(() => cleanStore())

  test('makes the new price the default and archives the old one', async ({ assert }) => {
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

  test('keeps the default when another price is replaced', async ({ assert }) => {
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

  test('updates a default price that the store chose itself', async ({ assert }) => {
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

  test('lets a buyer in checkout pay the old price', async ({ assert }) => {
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
    const latest = await CheckoutAttemptLine.query().orderBy('id', 'desc').firstOrFail()
    assert.equal(latest.subtotalAmount, 1500)
  })

  test('happens once, however often and whenever the form is sent', async ({ assert }) => {
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
    const { holdId } = await emulator.hold({ ...CREATE_PRICE, phase: 'after' })
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

  test('is completed by the next press without doing anything twice when {title}')
    .with(
      [CREATE_PRICE, UPDATE_PRODUCT, UPDATE_PRICE].flatMap((call) =>
        FAULTS.map(({ title, fault, first }) => ({
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

  test('ends with the last amount when it was interrupted and sent again with another', async ({
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
    await emulator.fault({ ...UPDATE_PRICE, ...LOST })
    await replace(1500)
    await emulator.clearFaults()

    const outcome = await replace(1400)

    assert.equal(outcome.type, 'replaced')
    const { products, prices, active } = await atStripe()
    assert.deepEqual(active, [1400])
    assert.equal(products[0].default_price, prices.find((price) => price.active)?.id as string)
  })

  test('requires the right and a price of the product', async ({ assert }) => {
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

function copyOf(priceStripeId: string) {
  return db.from('prices').where('stripe_id', priceStripeId).firstOrFail()
}
