import { test } from '@japa/runner'
import { givenEmulator, givenPrice, refusal } from '#tests/unit/stripe_emulator/support'

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
