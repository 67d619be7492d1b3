import { test } from '@japa/runner'
import {
  givenEmulator,
  givenPrice,
  openSession,
  press,
  refusal,
} from '#tests/unit/stripe_emulator/support'

/** What a merchant switches on in Stripe's dashboard, and the buyer then chooses. */
test.group('What the settings of the account let a buyer change', () => {
  test('an upsell completes the session with another price of the product', async (context) => {
    const { assert } = context
    const { control, stripe, url } = await givenEmulator(context)
    const month = await givenPrice(stripe, { recurring: { interval: 'month' } })
    const year = await stripe.prices.create({
      product: month.product as string,
      currency: 'eur',
      unit_amount: 12_000,
      recurring: { interval: 'year' },
    })
    await control.setUpsell(month.id, year.id)
    const { id } = await openSession(stripe, month)

    assert.include(await pageOf(url, id), 'Pay €120.00 per year instead')
    await control.pay(id, { upsell: true })

    const session = await completed(stripe, id, ['subscription'])
    assert.containsSubset(session, { amount_subtotal: 12_000, currency: 'eur', status: 'complete' })
    assert.equal(session.line_items?.data[0].price?.id, year.id)
    const { items } = session.subscription as { items: { data: { price: { id: string } }[] } }
    assert.deepEqual(
      items.data.map(({ price }) => price.id),
      [year.id]
    )
  })

  test('is another price of the same product only', async (context) => {
    const { control, stripe } = await givenEmulator(context)
    const month = await givenPrice(stripe, { recurring: { interval: 'month' } })
    const other = await givenPrice(stripe, { recurring: { interval: 'year' } })
    await context.assert.rejects(
      () => control.setUpsell(month.id, other.id),
      /another recurring price of the same product/
    )
  })

  test('a cross-sell adds a line item', async (context) => {
    const { assert } = context
    const { control, stripe, url } = await givenEmulator(context)
    const book = await givenPrice(stripe)
    const extra = await stripe.products.create({
      name: 'Workbook',
      default_price_data: { currency: 'eur', unit_amount: 500 },
    })
    await control.setCrossSell(book.product as string, extra.id)
    const { id } = await openSession(stripe, book)

    assert.include(await pageOf(url, id), 'Add Workbook, €5.00')
    await control.pay(id, { crossSell: true })

    const session = await completed(stripe, id)
    assert.equal(session.amount_total, 1700)
    assert.deepEqual(
      session.line_items?.data.map(({ description, amount_total: amount }) => [
        description,
        amount,
      ]),
      [
        ['Field notes', 1200],
        ['Workbook', 500],
      ]
    )
  })

  test('a price is charged in the currency of the country, where it has an amount in it', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe, { currency_options: { gbp: { unit_amount: 999 } } })

    assert.isUndefined((await stripe.prices.retrieve(price.id)).currency_options)
    const expanded = await stripe.prices.retrieve(price.id, { expand: ['currency_options'] })
    assert.equal(expanded.currency_options?.gbp.unit_amount, 999)
    assert.equal(expanded.currency_options?.eur.unit_amount, 1200)

    const opened = await openSession(stripe, price)
    await control.pay(opened.id, { currency: 'gbp' })
    const session = await completed(stripe, opened.id)
    assert.containsSubset(session, { currency: 'gbp', amount_total: 999 })
    assert.containsSubset(session.line_items?.data[0], {
      currency: 'gbp',
      amount_subtotal: 999,
      price: { currency: 'eur', unit_amount: 1200 },
    })

    const fixed = await openSession(stripe, price, { currency: 'eur' })
    await control.pay(fixed.id, { currency: 'gbp' })
    assert.equal((await completed(stripe, fixed.id)).currency, 'eur')
  })

  test('renews in the currency in which it began', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe, {
      recurring: { interval: 'month' },
      currency_options: { gbp: { unit_amount: 850 } },
    })
    const { id } = await openSession(stripe, price)
    await control.pay(id, { currency: 'gbp' })
    const { subscription } = await stripe.checkout.sessions.retrieve(id)
    await control.renew(subscription as string)

    const invoices = await stripe.invoices.list({ subscription: subscription as string })
    assert.deepEqual(
      invoices.data.map(({ currency, amount_paid: paid }) => [currency, paid]),
      [
        ['gbp', 850],
        ['gbp', 850],
      ]
    )
  })

  test('an amount in another currency can be added and changed later', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const updated = await stripe.prices.update(price.id, {
      currency_options: { gbp: { unit_amount: 999 } },
      expand: ['currency_options'],
    })

    assert.equal(updated.currency_options?.gbp.unit_amount, 999)
    assert.lengthOf(await control.events({ type: 'price.updated' }), 1)
    const error = await refusal(
      stripe.prices.update(price.id, { currency_options: { eur: { unit_amount: 1 } } })
    )
    assert.equal(error.param, 'currency_options[eur]')
  })

  test('Adaptive Pricing names what the card is charged, and keeps the currency', async (context) => {
    const { assert } = context
    const { control, stripe, url } = await givenEmulator(context)
    await control.changeSettings({ buyerCurrency: 'jpy', hasAdaptivePricing: true })
    const { id } = await openSession(stripe, await givenPrice(stripe))

    assert.include(await pageOf(url, id), '¥2,000')
    await control.pay(id)

    const presented = { presentment_amount: 2000, presentment_currency: 'jpy' }
    const session = await completed(stripe, id, ['payment_intent.latest_charge'])
    assert.containsSubset(session, {
      currency: 'eur',
      amount_total: 1200,
      presentment_details: presented,
      payment_intent: { presentment_details: presented },
    })
    const intent = session.payment_intent as { latest_charge: object }
    assert.containsSubset(intent.latest_charge, { presentment_details: presented })
  })

  test('the address of a payment page has a fragment', async (context) => {
    const { stripe } = await givenEmulator(context)
    const { url } = await openSession(stripe, await givenPrice(stripe))
    context.assert.match(url!, /\/c\/pay\/cs_test_\w+#fid\w{40}$/)
  })

  test('its dashboard adds an amount in another currency', async (context) => {
    const { assert } = context
    const { stripe, url } = await givenEmulator(context)
    const price = await givenPrice(stripe)

    await press(url, 'currency-amount', { id: price.id, currency: 'GBP', amount: '9.99' })
    const page = await (await fetch(`${url}/dashboard/products`)).text()

    assert.include(page, '£9.99')
  })
})

async function pageOf(url: string, sessionId: string): Promise<string> {
  const answer = await fetch(`${url}/c/pay/${sessionId}`)
  return (await answer.text()).replaceAll(/\s+/g, ' ')
}

function completed(
  stripe: Awaited<ReturnType<typeof givenEmulator>>['stripe'],
  id: string,
  expand: string[] = []
) {
  return stripe.checkout.sessions.retrieve(id, { expand: ['line_items', ...expand] })
}
