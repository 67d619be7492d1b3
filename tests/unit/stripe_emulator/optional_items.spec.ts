import { test } from '@japa/runner'
import type Stripe from 'stripe'
import {
  givenEmulator,
  givenPrice,
  openSession,
  refusal,
} from '#tests/unit/stripe_emulator/support'

const monthly = { recurring: { interval: 'month' } } as const

/** Sends a form of the payment page as a browser without scripts does, and returns the page after it. */
async function press(url: string, action: string, fields: Record<string, string>) {
  const response = await fetch(`${url.split('#')[0]}/${action}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  return response.text()
}

function linesOf(stripe: Stripe, id: string) {
  return stripe.checkout.sessions
    .listLineItems(id)
    .then(({ data }) => data.map((line) => [line.description, line.quantity, line.amount_total]))
}

/** A book and a workbook for 5 euros, of which the buyer may take one to three. */
async function givenOffer(stripe: Stripe, params: Partial<Stripe.PriceCreateParams> = {}) {
  const product = await stripe.products.create({ name: 'Workbook' })
  const workbook = await givenPrice(stripe, { product: product.id, unit_amount: 500, ...params })
  const item = {
    price: workbook.id,
    quantity: 1,
    adjustable_quantity: { enabled: true, minimum: 1, maximum: 3 },
  }
  return { book: await givenPrice(stripe), workbook, item }
}

test.group('Optional items', () => {
  test('are offered with the session, and no lines until they are added', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { book, workbook, item } = await givenOffer(stripe)
    const open = await openSession(stripe, book, { optional_items: [item] })
    const plain = await openSession(stripe, book)

    await control.pay(open.id)

    const paid = await stripe.checkout.sessions.retrieve(open.id)
    assert.deepEqual(open.optional_items, [
      {
        price: workbook.id,
        quantity: 1,
        adjustable_quantity: { enabled: true, minimum: 1, maximum: 3 },
      },
    ])
    assert.isNull(plain.optional_items)
    assert.equal(paid.amount_total, 1200)
    assert.deepEqual(await linesOf(stripe, open.id), [['Field notes', 1, 1200]])
  })

  test('are added, changed and removed by the buyer', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { book, workbook, item } = await givenOffer(stripe)
    const { id } = await openSession(stripe, book, { optional_items: [item] })

    await control.addOptionalItem(id, workbook.id)
    const one = await linesOf(stripe, id)
    await control.addOptionalItem(id, workbook.id, { quantity: 3 })
    const three = await linesOf(stripe, id)
    await control.removeOptionalItem(id, workbook.id)
    await control.removeOptionalItem(id, workbook.id)
    const none = await linesOf(stripe, id)
    await control.pay(id, { optionalItems: [workbook.id] })

    const paid = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] })
    const notes = ['Field notes', 1, 1200]
    assert.deepEqual(one, [notes, ['Workbook', 1, 500]])
    assert.deepEqual(three, [notes, ['Workbook', 3, 1500]])
    assert.deepEqual(none, [notes])
    assert.deepEqual(await linesOf(stripe, id), one)
    assert.containSubset(paid, { amount_total: 1700, payment_intent: { amount_received: 1700 } })
  })

  test('are added and removed on the payment page', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const { book, workbook, item } = await givenOffer(stripe)
    const fixed = await givenPrice(stripe, { unit_amount: 250 })
    const { id, url } = await openSession(stripe, book, {
      optional_items: [item, { price: fixed.id, quantity: 2 }],
    })
    const page = await (await fetch(url!)).text()

    const added = await press(url!, 'optional', { price: workbook.id, quantity: '2' })
    const refused = await press(url!, 'optional', { price: workbook.id, quantity: '4' })
    const both = await press(url!, 'optional', { price: fixed.id })
    const removed = await press(url!, 'optional/remove', { price: workbook.id })

    assert.include(page, 'Add Workbook, €5.00')
    assert.include(page, 'Add 2 × Field notes, €5.00')
    assert.include(page, 'max="3"')
    assert.include(added, 'Pay €22.00')
    assert.include(added, 'Remove Workbook')
    assert.include(refused, 'Choose a quantity from 1 to 3.')
    assert.include(both, 'Pay €27.00')
    assert.include(removed, 'Pay €17.00')
    assert.include(removed, 'Add Workbook')
    assert.lengthOf(await linesOf(stripe, id), 2)
  })

  test('have the discount and the tax of the session', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { book, workbook, item } = await givenOffer(stripe)
    const coupon = await stripe.coupons.create({ percent_off: 50 })
    const { id } = await openSession(stripe, book, {
      optional_items: [item],
      discounts: [{ coupon: coupon.id }],
      automatic_tax: { enabled: true },
    })

    await control.addOptionalItem(id, workbook.id)
    const more = await stripe.checkout.sessions.retrieve(id)
    await control.removeOptionalItem(id, workbook.id)
    const less = await stripe.checkout.sessions.retrieve(id)

    assert.containSubset(more, {
      amount_subtotal: 1700,
      amount_total: 1020,
      total_details: { amount_discount: 850, amount_tax: 170 },
    })
    assert.containSubset(less, {
      amount_total: 720,
      total_details: { amount_discount: 600, amount_tax: 120 },
    })
  })

  test('become items of the subscription', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const club = await givenPrice(stripe, monthly)
    const { workbook, item } = await givenOffer(stripe, monthly)
    const { id } = await openSession(stripe, club, { optional_items: [item] })

    await control.pay(id, { optionalItems: [workbook.id] })

    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['subscription'] })
    assert.deepEqual(
      (session.subscription as Stripe.Subscription).items.data.map(({ price }) => price.id),
      [club.id, workbook.id]
    )
  })

  test('are refused where they cannot be lines', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { book, workbook, item } = await givenOffer(stripe)
    const club = await givenPrice(stripe, monthly)
    const year = await givenPrice(stripe, { recurring: { interval: 'year' } })
    const dollars = await givenPrice(stripe, { currency: 'usd' })
    const chosen = await givenPrice(stripe, { custom_unit_amount: { enabled: true } })
    const offer = (price: Stripe.Price, ids: string[]) =>
      refusal(
        openSession(stripe, price, {
          optional_items: ids.map((id) => ({ price: id, quantity: 1 })),
        })
      )
    const many = await Promise.all(Array.from({ length: 11 }, () => givenPrice(stripe)))

    assert.match((await offer(book, ['price_none'])).message, /No such price/)
    assert.match((await offer(book, [dollars.id])).message, /same currency/)
    assert.match((await offer(book, [club.id])).message, /cannot have recurring prices/)
    assert.match((await offer(club, [year.id])).message, /same interval/)
    assert.match((await offer(club, [club.id])).message, /same plan/)
    assert.match((await offer(book, [chosen.id])).message, /cannot be an optional item/)
    assert.match((await offer(book, [workbook.id, workbook.id])).message, /cannot be an optional/)
    assert.match((await offer(chosen, [book.id])).message, /must be the only line item/)
    assert.match(
      (
        await offer(
          book,
          many.map(({ id }) => id)
        )
      ).message,
      /Array too long/
    )
    const tooMany = await refusal(
      openSession(stripe, book, { optional_items: [{ ...item, quantity: 4 }] })
    )
    assert.equal(tooMany.param, 'optional_items[0][quantity]')
    const { id } = await openSession(stripe, book, { optional_items: [{ ...item, quantity: 2 }] })
    await assert.rejects(() => control.addOptionalItem(id, book.id), /not offered/)
    await assert.rejects(
      () => control.addOptionalItem(id, workbook.id, { quantity: 4 }),
      /from 1 to 3/
    )
    assert.deepEqual(await linesOf(stripe, id), [['Field notes', 1, 1200]])
  })

  test('count among the lines that a session can have', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const { book, item } = await givenOffer(stripe)
    const lines = Array.from({ length: 100 }, () => ({ price: book.id, quantity: 1 }))

    const refused = await refusal(
      openSession(stripe, book, { line_items: lines, optional_items: [item] })
    )
    const most = await openSession(stripe, book, {
      line_items: lines.slice(1),
      optional_items: [item],
    })

    assert.match(refused.message, /at most 100/)
    assert.equal(most.amount_total, 99 * 1200)
  })
})
