import { test } from '@japa/runner'
import { givenEmulator, givenPrice, refusal, stripeAt } from '#tests/unit/stripe_emulator/support'

test.group("The local Stripe's lists", () => {
  test('pages forwards and backwards contain every product once, newest first', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    for (let number = 1; number <= 7; number++) {
      await stripe.products.create({ name: `Product ${number}` })
    }

    const first = await stripe.products.list({ limit: 3 })
    const second = await stripe.products.list({ limit: 3, starting_after: first.data[2].id })
    const third = await stripe.products.list({ limit: 3, starting_after: second.data[2].id })
    const back = await stripe.products.list({ limit: 3, ending_before: third.data[0].id })

    const names = [first, second, third].flatMap(({ data }) => data.map(({ name }) => name))
    assert.deepEqual(
      names,
      [7, 6, 5, 4, 3, 2, 1].map((number) => `Product ${number}`)
    )
    assert.deepEqual([first.has_more, second.has_more, third.has_more], [true, true, false])
    assert.deepEqual(back.data, second.data)
    assert.isTrue(back.has_more)
  })

  test('a catalogue of 5,000 products and 15,000 prices is read in 200 pages', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    await control.seedBulk({ products: 5000, pricesEach: 3 })
    await control.resetRequests()

    const products = new Set<string>()
    const prices = new Set<string>()
    for await (const product of stripe.products.list({ limit: 100 })) {
      products.add(product.id)
    }
    for await (const price of stripe.prices.list({ limit: 100 })) {
      prices.add(price.id)
    }

    assert.equal(products.size, 5000)
    assert.equal(prices.size, 15_000)
    assert.equal((await control.requests()).length, 200)
  }).timeout(60_000)

  test('filters choose what is listed', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const book = await givenPrice(stripe)
    const club = await givenPrice(stripe, { recurring: { interval: 'month' }, currency: 'usd' })
    await stripe.products.update(club.product as string, { active: false })
    const idsOf = (list: { data: { id: string }[] }) => list.data.map(({ id }) => id)

    assert.deepEqual(idsOf(await stripe.products.list({ active: true })), [book.product])
    assert.deepEqual(idsOf(await stripe.products.list({ active: false })), [club.product])
    assert.deepEqual(idsOf(await stripe.prices.list({ product: book.product as string })), [
      book.id,
    ])
    assert.deepEqual(idsOf(await stripe.prices.list({ type: 'recurring' })), [club.id])
    assert.deepEqual(idsOf(await stripe.prices.list({ currency: 'eur' })), [book.id])
    assert.deepEqual(idsOf(await stripe.prices.list({ created: { gt: book.created + 60 } })), [])
    assert.lengthOf(idsOf(await stripe.prices.list({ created: { lte: club.created } })), 2)
  })

  test('prices are listed without archived and inline ones, and are read by their ids', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const book = await givenPrice(stripe)
    const old = await givenPrice(stripe)
    await stripe.prices.update(old.id, { active: false })
    const inline = await control.createInlinePrice({
      product: book.product as string,
      currency: 'eur',
      unit_amount: 700,
    })
    const idsOf = (list: { data: { id: string }[] }) => list.data.map(({ id }) => id)

    assert.deepEqual(idsOf(await stripe.prices.list()), [book.id])
    assert.deepEqual(idsOf(await stripe.prices.list({ active: true })), [book.id])
    assert.deepEqual(idsOf(await stripe.prices.list({ active: false })), [old.id])
    assert.deepEqual((await stripe.prices.retrieve(inline.id)).unit_amount, 700)
    assert.isFalse(inline.active)
    const created = await control.events({ type: 'price.created' })
    assert.equal(created.at(-1)?.data.object.id, inline.id)

    await control.changeSettings({ listedPrices: 'all' })
    assert.deepEqual(idsOf(await stripe.prices.list()), [old.id, book.id])
  })

  test('a list of events takes at most twenty types', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    await givenPrice(stripe)
    const types = Array.from({ length: 20 }, (_, index) => `other.type${index}`)

    const chosen = await stripe.events.list({ types: [...types.slice(1), 'price.created'] })
    const tooMany = await refusal(stripe.events.list({ types: [...types, 'price.created'] }))

    assert.deepEqual(
      chosen.data.map(({ type }) => type),
      ['price.created']
    )
    assert.containSubset(tooMany, { statusCode: 400, param: 'types' })
  })

  test('a second account has its own key, id and catalogue', async (context) => {
    const { assert } = context
    const { stripe, control, emulator } = await givenEmulator(context)
    const other = stripeAt(emulator.port, { key: 'sk_test_kiosk_second' })
    await control.fillSecondAccount({ catalogue: [{ id: 'prod_other', name: 'Other', prices: [] }] })
    await stripe.products.create({ name: 'Mine' })

    const names = async (of: typeof stripe) =>
      (await of.products.list()).data.map(({ name }) => name)
    assert.deepEqual([await names(stripe), await names(other)], [['Mine'], ['Other']])
    assert.notEqual(
      (await stripe.accounts.retrieveCurrent()).id,
      (await other.accounts.retrieveCurrent()).id
    )
    const wrong = await refusal(stripeAt(emulator.port, { key: 'sk_test_third' }).products.list())
    assert.equal(wrong.statusCode, 401)
  })

  test('limits and cursors that cannot be are refused', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)

    const none = await refusal(stripe.products.list({ limit: 0 }))
    const many = await refusal(stripe.products.list({ limit: 101 }))
    const nowhere = await refusal(stripe.products.list({ starting_after: 'prod_nothing' }))

    assert.deepEqual([none.param, many.param, nowhere.param], ['limit', 'limit', 'starting_after'])
    assert.equal(nowhere.code, 'resource_missing')
  })
})
