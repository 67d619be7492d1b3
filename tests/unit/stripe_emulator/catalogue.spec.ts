import { test } from '@japa/runner'
import { givenEmulator, givenPrice, refusal } from '#tests/unit/stripe_emulator/support'

test.group('Writing to the catalogue of the local Stripe', () => {
  test('a product can be created with an id of its own, once', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)

    const made = await stripe.products.create({ id: 'prod_own', name: 'A', active: false })
    const refused = await refusal(stripe.products.create({ id: 'prod_own', name: 'B' }))

    assert.containSubset(made, { id: 'prod_own', active: false })
    assert.containSubset(refused, { code: 'resource_already_exists', param: 'id' })
  })

  test('the {param} of a price cannot be changed')
    .with([
      { param: 'unit_amount', change: { unit_amount: 1500 } },
      { param: 'currency', change: { currency: 'usd' } },
      { param: 'recurring', change: { recurring: { interval: 'month' } } },
      { param: 'product', change: { product: 'prod_other' } },
    ])
    .run(async (context, { param, change }) => {
      const { assert } = context
      const { stripe } = await givenEmulator(context)
      const price = await givenPrice(stripe)

      const refused = await refusal(stripe.prices.update(price.id, change as object))

      assert.containSubset(refused, { statusCode: 400, code: 'parameter_unknown', param })
      const { unit_amount: amount, currency } = await stripe.prices.retrieve(price.id)
      assert.deepEqual([amount, currency], [1200, 'eur'])
    })

  test('the default price can be archived only after another has become the default', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const product = String(price.product)
    const other = await stripe.prices.create({ product, currency: 'eur', unit_amount: 1500 })
    await stripe.products.update(product, { default_price: price.id })

    const refused = await refusal(stripe.prices.update(price.id, { active: false }))
    await stripe.products.update(product, { default_price: other.id })
    const archived = await stripe.prices.update(price.id, { active: false })

    assert.containSubset(refused, { statusCode: 400, param: 'active' })
    assert.isFalse(archived.active)
  })

  test('a default price must be an active price of the product', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const [price, foreign] = [await givenPrice(stripe), await givenPrice(stripe)]
    await stripe.prices.update(price.id, { active: false })

    for (const id of [price.id, foreign.id]) {
      const refused = await refusal(
        stripe.products.update(String(price.product), { default_price: id })
      )
      assert.containSubset(refused, { statusCode: 400, param: 'default_price' })
    }
  })

  test('a product with prices cannot be deleted', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe)

    const refused = await refusal(stripe.products.del(String(price.product)))

    assert.match(refused.message, /user-created prices/)
  })

  test('an amount has at most eight digits')
    .with([100_000_000, 1_000_000_000])
    .run(async (context, amount) => {
      const { assert } = context
      const { stripe } = await givenEmulator(context)
      const product = await stripe.products.create({ name: 'A' })
      const terms = { currency: 'usd', unit_amount: amount }

      const price = await refusal(stripe.prices.create({ product: product.id, ...terms }))
      const along = await refusal(stripe.products.create({ name: 'B', default_price_data: terms }))

      assert.equal(price.param, 'unit_amount')
      assert.equal(along.param, 'default_price_data[unit_amount]')
    })

  test('every change raises an event with the previous values', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const product = String(price.product)

    await stripe.products.update(product, { default_price: price.id, description: 'Words' })
    await stripe.prices.update(price.id, { nickname: 'Once' })
    await stripe.products.update(product, { description: 'Words' })

    const events = await control.events()
    assert.deepEqual(
      events.map(({ type }) => type),
      ['product.created', 'price.created', 'product.updated', 'price.updated']
    )
    assert.containSubset(events[2].data.previous_attributes, {
      default_price: null,
      description: null,
    })
    assert.deepEqual(events[3].data.previous_attributes, { nickname: null })
  })

  test('the same idempotency key creates one price', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const product = await stripe.products.create({ name: 'A' })
    const terms = { product: product.id, currency: 'eur', unit_amount: 1200 }

    const first = await stripe.prices.create(terms, { idempotencyKey: 'price-1' })
    const again = await stripe.prices.create(terms, { idempotencyKey: 'price-1' })

    assert.equal(first.id, again.id)
    assert.lengthOf(await control.events({ type: 'price.created' }), 1)
  })
})
