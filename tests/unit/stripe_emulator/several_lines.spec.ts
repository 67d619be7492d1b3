import { readFile, writeFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import type Stripe from 'stripe'
import {
  givenEmulator,
  givenPrice,
  openSession,
  refusal,
  temporaryFile,
} from '#tests/unit/stripe_emulator/support'

const monthly = { recurring: { interval: 'month' } } as const

/** A session with one line for each price. */
function openSessionFor(
  stripe: Stripe,
  prices: Stripe.Price[],
  params: Partial<Stripe.Checkout.SessionCreateParams> = {}
) {
  const recurring = prices.find((price) => price.recurring)
  return openSession(stripe, recurring ?? prices[0], {
    line_items: prices.map(({ id }) => ({ price: id, quantity: 1 })),
    ...params,
  })
}

/** Prices of one product each, with these amounts. */
function givenPrices(
  stripe: Stripe,
  amounts: number[],
  params: Partial<Stripe.PriceCreateParams> = {}
) {
  return Promise.all(
    amounts.map((amount) => givenPrice(stripe, { ...params, unit_amount: amount }))
  )
}

test.group('A session with several lines', () => {
  test('has a line for each price, also of one product or of one price twice', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const book = await givenPrice(stripe)
    const licence = await givenPrice(stripe, {
      product: book.product as string,
      unit_amount: 5000,
    })
    const open = await openSession(stripe, book, {
      line_items: [
        { price: book.id, quantity: 2 },
        { price: licence.id, quantity: 1 },
        { price: book.id, quantity: 1 },
      ],
    })

    await control.pay(open.id)

    const paid = await stripe.checkout.sessions.retrieve(open.id, {
      expand: ['line_items', 'payment_intent'],
    })
    assert.containSubset(paid, {
      amount_subtotal: 8600,
      amount_total: 8600,
      payment_intent: { amount_received: 8600 },
    })
    assert.deepEqual(
      paid.line_items?.data.map(({ price, quantity, amount_total: amount }) => [
        price?.id,
        quantity,
        amount,
      ]),
      [
        [book.id, 2, 2400],
        [licence.id, 1, 5000],
        [book.id, 1, 1200],
      ]
    )
  })

  test('shows its first ten lines, and lists all of them in pages', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const prices = await givenPrices(
      stripe,
      Array.from({ length: 12 }, (_, index) => 100 + index)
    )
    const open = await openSessionFor(stripe, prices, { expand: ['line_items'] })
    await control.pay(open.id)

    const first = await stripe.checkout.sessions.listLineItems(open.id, { limit: 5 })
    const second = await stripe.checkout.sessions.listLineItems(open.id, {
      limit: 10,
      starting_after: first.data[4].id,
    })
    const before = await stripe.checkout.sessions.listLineItems(open.id, {
      ending_before: second.data[0].id,
    })

    assert.lengthOf(open.line_items?.data ?? [], 10)
    assert.isTrue(open.line_items?.has_more)
    assert.isTrue(first.has_more)
    assert.isFalse(second.has_more)
    assert.deepEqual(
      [...first.data, ...second.data].map(({ price }) => price?.id),
      prices.map(({ id }) => id)
    )
    assert.deepEqual(
      before.data.map(({ id }) => id),
      first.data.map(({ id }) => id)
    )
  })

  test('has at most 100 lines in payment mode', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const lines = (length: number) => ({
      line_items: Array.from({ length }, () => ({ price: price.id, quantity: 1 })),
    })

    const most = await openSession(stripe, price, lines(100))
    const refused = await refusal(openSession(stripe, price, lines(101)))

    assert.equal(most.amount_total, 120_000)
    assert.match(refused.message, /at most 100/)
  })

  test('has at most 20 recurring and 20 one-time lines in subscription mode', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const amounts = Array.from({ length: 21 }, () => 100)
    const recurring = await givenPrices(stripe, amounts, monthly)
    const once = await givenPrices(stripe, amounts)

    const most = await openSessionFor(stripe, [...recurring.slice(1), ...once.slice(1)])
    const [first, second] = [
      await refusal(openSessionFor(stripe, recurring)),
      await refusal(openSessionFor(stripe, [recurring[0], ...once])),
    ]

    assert.equal(most.amount_total, 4000)
    assert.match(first.message, /at most 20 .* with recurring prices/)
    assert.match(second.message, /at most 20 .* with one-time prices/)
  })

  test('does not take a recurring price twice, nor two intervals', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const month = await givenPrice(stripe, monthly)
    const year = await givenPrice(stripe, { recurring: { interval: 'year' } })

    const twice = await refusal(openSessionFor(stripe, [month, month]))
    const mixed = await refusal(openSessionFor(stripe, [month, year]))

    assert.match(twice.message, /multiple subscription items with the same plan/)
    assert.match(mixed.message, /same interval/)
  })

  test('makes an item of each recurring line, and charges the others once', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const [club, course] = await givenPrices(stripe, [900, 2000], monthly)
    const setUp = await givenPrice(stripe, { unit_amount: 500 })
    const open = await openSession(stripe, club, {
      line_items: [
        { price: club.id, quantity: 1 },
        { price: setUp.id, quantity: 2 },
        { price: course.id, quantity: 3 },
      ],
    })

    await control.pay(open.id)

    const session = await stripe.checkout.sessions.retrieve(open.id, {
      expand: ['subscription', 'invoice'],
    })
    const subscription = session.subscription as Stripe.Subscription
    const { latest_invoice: renewal } = await control.renew(subscription.id)
    const { lines, total } = await stripe.invoices.retrieve(renewal!)
    const [first, second] = subscription.items.data
    assert.equal(session.amount_total, 7900)
    assert.deepEqual(
      subscription.items.data.map(({ price, quantity }) => [price.id, quantity]),
      [
        [club.id, 1],
        [course.id, 3],
      ]
    )
    assert.deepEqual(itemsOf((session.invoice as Stripe.Invoice).lines), [
      [900, club.id, first.id],
      [1000, setUp.id, 'invoice_item_details'],
      [6000, course.id, second.id],
    ])
    assert.deepEqual(itemsOf(lines), [
      [900, club.id, first.id],
      [6000, course.id, second.id],
    ])
    assert.equal(total, 6900)
  })

  test('charges its one-time lines at the beginning of a trial', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const club = await givenPrice(stripe, monthly)
    const setUp = await givenPrice(stripe, { unit_amount: 500 })
    const open = await openSessionFor(stripe, [club, setUp], {
      subscription_data: { trial_period_days: 14 },
    })

    await control.pay(open.id)

    const session = await stripe.checkout.sessions.retrieve(open.id, { expand: ['subscription'] })
    assert.equal(session.amount_total, 500)
    assert.equal(session.payment_status, 'paid')
    assert.equal((session.subscription as Stripe.Subscription).status, 'trialing')
  })

  test('keeps its trial when a bank debit for its one-time lines settles', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const prices = [await givenPrice(stripe, monthly), await givenPrice(stripe)]
    const open = await openSessionFor(stripe, prices, {
      subscription_data: { trial_period_days: 14 },
    })
    await control.pay(open.id, { method: 'bank_debit' })

    await control.settle(open.id)

    const session = await stripe.checkout.sessions.retrieve(open.id, { expand: ['subscription'] })
    assert.equal(session.payment_status, 'paid')
    assert.equal((session.subscription as Stripe.Subscription).status, 'trialing')
  })

  test('is read from the file of an older version, and can be paid', async (context) => {
    const { assert } = context
    const stateFile = await temporaryFile(context, 'state.json')
    const before = await givenEmulator(context, { stateFile })
    const open = await openSessionFor(before.stripe, await givenPrices(before.stripe, [900, 700]))
    await before.emulator.stop()
    const state = JSON.parse(await readFile(stateFile, 'utf8')) as {
      store: Record<string, Record<string, unknown>[]>
    }
    for (const details of state.store.sessionDetails) {
      for (const name of ['crossSold', 'optionalLines', 'hasTax', 'taxes']) {
        delete details[name]
      }
    }
    delete state.store.checkoutSessions[0].optional_items
    await writeFile(stateFile, JSON.stringify(state))

    const { stripe, control, url } = await givenEmulator(context, { stateFile })
    const page = await (await fetch(`${url}/c/pay/${open.id}`)).text()
    await control.pay(open.id)

    assert.include(page, 'Pay €16.00')
    const paid = await stripe.checkout.sessions.retrieve(open.id, {
      expand: ['line_items.data.taxes'],
    })
    assert.equal(paid.payment_status, 'paid')
    assert.deepEqual(paid.line_items?.data[0].taxes, [])
  })

  test('is charged in another currency if all of its prices have it', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const other = { currency_options: { gbp: { unit_amount: 1000 } } }
    const prices = [await givenPrice(stripe, other), await givenPrice(stripe, other)]
    const both = await openSessionFor(stripe, prices)
    const one = await openSessionFor(stripe, [prices[0], await givenPrice(stripe)])

    await control.pay(both.id, { currency: 'gbp' })
    await control.pay(one.id, { currency: 'gbp' })

    const [inPounds, inEuros] = await Promise.all(
      [both, one].map(({ id }) => stripe.checkout.sessions.retrieve(id))
    )
    assert.containSubset(inPounds, { currency: 'gbp', amount_total: 2000 })
    assert.containSubset(inEuros, { currency: 'eur', amount_total: 2400 })
  })
})

/** The amount, the price and the subscription item of each line of an invoice. */
function itemsOf(lines: Stripe.ApiList<Stripe.InvoiceLineItem>) {
  return lines.data.map(({ amount, pricing, parent }) => [
    amount,
    pricing?.price_details?.price,
    parent?.subscription_item_details?.subscription_item ?? parent?.type,
  ])
}
