import { test } from '@japa/runner'
import type Stripe from 'stripe'
import { givenEmulator, givenPrice, openSession } from '#tests/unit/stripe_emulator/support'

/** Two books for 12 euros; with the second, a workbook for 5 is offered. */
async function givenCrossSell(
  stripe: Stripe,
  params: Partial<Stripe.ProductCreateParams.DefaultPriceData> = {}
) {
  const books = [await givenPrice(stripe), await givenPrice(stripe)]
  const workbook = await stripe.products.create({
    name: 'Workbook',
    default_price_data: { currency: 'eur', unit_amount: 500, ...params },
  })
  return {
    books,
    workbook,
    line_items: books.map(({ id }) => ({ price: id, quantity: 1 })),
  }
}

async function press(url: string, action: string) {
  const response = await fetch(`${url.split('#')[0]}/${action}`, { method: 'POST' })
  return response.text()
}

test.group('A cross-sell in a session with several lines', () => {
  test('is added and removed without touching the other lines', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { books, workbook, line_items: lines } = await givenCrossSell(stripe)
    await control.setCrossSell(books[1].product as string, workbook.id)
    const coupon = await stripe.coupons.create({ percent_off: 50 })
    const { id, url } = await openSession(stripe, books[0], {
      line_items: lines,
      discounts: [{ coupon: coupon.id }],
    })

    const page = await (await fetch(url!)).text()
    const added = await press(url!, 'cross_sell')
    const more = await stripe.checkout.sessions.retrieve(id, { expand: ['line_items'] })
    const removed = await press(url!, 'cross_sell/remove')
    const less = await stripe.checkout.sessions.retrieve(id, { expand: ['line_items'] })

    assert.include(page, 'Add Workbook, €5.00')
    assert.include(added, 'Remove what was added')
    assert.notInclude(added, 'Add Workbook')
    assert.include(removed, 'Add Workbook')
    assert.containSubset(more, {
      amount_subtotal: 2900,
      amount_total: 1450,
      total_details: { amount_discount: 1450 },
    })
    assert.lengthOf(more.line_items?.data ?? [], 3)
    assert.containSubset(less, { amount_total: 1200, total_details: { amount_discount: 1200 } })
    assert.deepEqual(
      less.line_items?.data.map(({ price }) => price?.id),
      books.map((price) => price.id)
    )
  })

  test('is not offered where it is an optional item already', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { books, workbook } = await givenCrossSell(stripe)
    await control.setCrossSell(books[0].product as string, workbook.id)
    const { id } = await openSession(stripe, books[0], {
      optional_items: [{ price: workbook.default_price as string, quantity: 1 }],
    })

    await assert.rejects(() => control.pay(id, { crossSell: true }), /No other product/)
  })

  test('leaves optional items alone', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { books, workbook } = await givenCrossSell(stripe)
    await control.setCrossSell(books[0].product as string, workbook.id)
    const { id, url } = await openSession(stripe, books[0], {
      optional_items: [{ price: books[1].id, quantity: 1 }],
    })

    await press(url!, 'cross_sell')
    await control.addOptionalItem(id, books[1].id)
    await press(url!, 'cross_sell/remove')

    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['line_items'] })
    assert.deepEqual(
      session.line_items?.data.map(({ price }) => price?.id),
      books.map((price) => price.id)
    )
    assert.equal(session.amount_total, 2400)
  })

  test('is offered with tax only if its price says how it is taxed', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { books, workbook, line_items: lines } = await givenCrossSell(stripe)
    const taxed = { line_items: lines, automatic_tax: { enabled: true } }
    await control.setCrossSell(books[0].product as string, workbook.id)
    const unsaid = await openSession(stripe, books[0], taxed)
    await assert.rejects(() => control.pay(unsaid.id, { crossSell: true }), /No other product/)
    await stripe.prices.update(workbook.default_price as string, { tax_behavior: 'inclusive' })
    const said = await openSession(stripe, books[0], taxed)

    await control.pay(said.id, { crossSell: true })

    const paid = await stripe.checkout.sessions.retrieve(said.id)
    assert.containSubset(paid, {
      amount_subtotal: 2900,
      amount_total: 2900 + 480,
      total_details: { amount_tax: 480 + 83 },
    })
  })

  test('is recurring only at the interval of the others, and without an upsell', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const monthly = { recurring: { interval: 'month' } } as const
    const clubs = [await givenPrice(stripe, monthly), await givenPrice(stripe, monthly)]
    const { workbook } = await givenCrossSell(stripe, monthly)
    await control.setCrossSell(clubs[0].product as string, workbook.id)
    const open = (price: Stripe.Price) =>
      openSession(stripe, price, {
        line_items: [{ price: price.id, quantity: 1 }],
      })
    const { id } = await openSession(stripe, clubs[0], {
      line_items: clubs.map((club) => ({ price: club.id, quantity: 1 })),
    })
    const yearly = await givenPrice(stripe, {
      product: clubs[0].product as string,
      recurring: { interval: 'year' },
    })

    await control.pay(id, { crossSell: true })
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['subscription'] })
    await control.setUpsell(clubs[0].id, yearly.id)
    const upsold = await open(clubs[0])
    const other = await open(yearly)

    assert.lengthOf((session.subscription as Stripe.Subscription).items.data, 3)
    await assert.rejects(() => control.pay(upsold.id, { crossSell: true }), /No other product/)
    await assert.rejects(() => control.pay(other.id, { crossSell: true }), /No other product/)
  })

  test('leaves upsells to sessions with one line', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const month = await givenPrice(stripe, { recurring: { interval: 'month' } })
    const other = await givenPrice(stripe)
    const year = await givenPrice(stripe, {
      product: month.product as string,
      recurring: { interval: 'year' },
    })
    await control.setUpsell(month.id, year.id)
    const { id } = await openSession(stripe, month, {
      line_items: [month, other].map((price) => ({ price: price.id, quantity: 1 })),
    })

    const withOptional = await openSession(stripe, month, {
      optional_items: [
        {
          price: (await givenPrice(stripe, { recurring: { interval: 'month' } })).id,
          quantity: 1,
        },
      ],
    })

    await assert.rejects(() => control.pay(id, { upsell: true }), /No other price/)
    await assert.rejects(() => control.pay(withOptional.id, { upsell: true }), /No other price/)
    const { id: alone } = await openSession(stripe, month)
    await control.pay(alone, { upsell: true })
  })
})
