import { test } from '@japa/runner'
import type Stripe from 'stripe'
import {
  givenEmulator,
  givenPrice,
  openSession,
  refusal,
} from '#tests/unit/stripe_emulator/support'

test.group("The local Stripe's checkout", () => {
  test('a card pays at once and the buyer is redirected', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe), { metadata: { order: '7' } })

    const { redirectUrl } = await control.pay(open.id, { email: 'jo@example.com' })
    const paid = await stripe.checkout.sessions.retrieve(open.id, { expand: ['payment_intent'] })

    assert.equal(open.url?.split('#')[0], `${url}/c/pay/${open.id}`)
    assert.containSubset(open, { status: 'open', payment_status: 'unpaid', amount_total: 1200 })
    assert.equal(redirectUrl, `https://shop.example/return?session_id=${open.id}`)
    assert.containSubset(paid, {
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer: null,
      customer_details: { email: 'jo@example.com' },
      metadata: { order: '7' },
      payment_intent: { status: 'succeeded', amount_received: 1200 },
    })
  })

  test('events are raised in the order of what happened', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe), {
      customer_creation: 'always',
    })
    const before = (await control.events()).length

    await control.decline(open.id)
    await control.pay(open.id)

    const types = (await control.events()).slice(before).map(({ type }) => type)
    assert.deepEqual(types, [
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'customer.created',
      'charge.succeeded',
      'payment_method.attached',
      'payment_intent.succeeded',
      'checkout.session.completed',
      'charge.updated',
    ])
  })

  test('a declined card leaves the session open', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe))

    const { message } = await control.decline(open.id)
    const session = await stripe.checkout.sessions.retrieve(open.id)

    assert.equal(message, 'Your card was declined.')
    assert.containSubset(session, { status: 'open', payment_status: 'unpaid' })
  })

  test('a bank debit is unpaid until it settles', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe))
    await control.pay(open.id, { method: 'bank_debit' })
    const pending = await stripe.checkout.sessions.retrieve(open.id)

    await control.settle(open.id)
    const settled = await stripe.checkout.sessions.retrieve(open.id)

    assert.containSubset(pending, { status: 'complete', payment_status: 'unpaid' })
    assert.equal(settled.payment_status, 'paid')
    assert.lengthOf(await control.events({ type: 'checkout.session.async_payment_succeeded' }), 1)
  })

  test('a bank debit can fail', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe))
    await control.pay(open.id, { method: 'bank_debit' })
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(open.id)

    await control.failDelayed(intent as string)

    const session = await stripe.checkout.sessions.retrieve(open.id)
    assert.equal(session.payment_status, 'unpaid')
    assert.lengthOf(await control.events({ type: 'checkout.session.async_payment_failed' }), 1)
    await assert.rejects(() => control.settle(open.id), /not waiting/)
  })

  test('a free order needs no card and creates a customer', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe, { unit_amount: 0 }))

    await control.pay(open.id)

    const session = await stripe.checkout.sessions.retrieve(open.id)
    assert.containSubset(session, {
      payment_status: 'no_payment_required',
      payment_intent: null,
      amount_total: 0,
    })
    assert.match(session.customer as string, /^cus_/)
  })

  test('a promotion code lowers the total, down to nothing', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    for (const [code, percent] of [
      ['QUARTER', 25],
      ['ALL', 100],
    ] as const) {
      const coupon = await stripe.coupons.create({ percent_off: percent })
      await stripe.promotionCodes.create({
        promotion: { type: 'coupon', coupon: coupon.id },
        code,
        max_redemptions: 1,
      })
    }
    const quarter = await openSession(stripe, price, { allow_promotion_codes: true })
    const all = await openSession(stripe, price, { allow_promotion_codes: true })
    const late = await openSession(stripe, price, { allow_promotion_codes: true })

    await control.pay(quarter.id, { promotionCode: 'quarter' })
    await control.pay(all.id, { promotionCode: 'ALL' })

    const lowered = await stripe.checkout.sessions.retrieve(quarter.id, {
      expand: ['total_details.breakdown', 'line_items'],
    })
    assert.containSubset(lowered, {
      amount_subtotal: 1200,
      amount_total: 900,
      total_details: { amount_discount: 300, breakdown: { discounts: [{ amount: 300 }] } },
    })
    assert.equal(lowered.line_items?.data[0].amount_total, 900)
    const free = await stripe.checkout.sessions.retrieve(all.id)
    assert.containSubset(free, { payment_status: 'no_payment_required', payment_intent: null })
    await assert.rejects(() => control.pay(late.id, { promotionCode: 'ALL' }), /code is invalid/)
    await assert.rejects(() => control.pay(late.id, { promotionCode: 'NONE' }), /code is invalid/)
  })

  test('a promotion code is refused outside its restrictions', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const regular = await stripe.customers.create({ email: 'regular@example.com' })
    await control.pay((await openSession(stripe, price, { customer: regular.id })).id)
    const coupon = await stripe.coupons.create({ percent_off: 10 })
    const dollars = await stripe.coupons.create({ amount_off: 100, currency: 'usd' })
    const promotion = { type: 'coupon', coupon: coupon.id } as const
    const minimum = { minimum_amount: 1201, minimum_amount_currency: 'eur' }
    const codes = await Promise.all([
      stripe.promotionCodes.create({ promotion, code: 'LATE', expires_at: 1_700_000_000 }),
      stripe.promotionCodes.create({ promotion, code: 'BIG', restrictions: minimum }),
      stripe.promotionCodes.create({
        promotion,
        code: 'FIRST',
        restrictions: { first_time_transaction: true },
      }),
      stripe.promotionCodes.create({ promotion, code: 'OFF', active: false }),
      stripe.promotionCodes.create({ promotion, code: 'OTHER', customer: 'cus_other' }),
      stripe.promotionCodes.create({
        promotion: { type: 'coupon', coupon: dollars.id },
        code: 'DOLLARS',
      }),
    ])
    const open = await openSession(stripe, price, {
      customer: regular.id,
      allow_promotion_codes: true,
    })

    for (const { code } of codes) {
      await assert.rejects(() => control.pay(open.id, { promotionCode: code }), /This code/)
    }
    assert.equal((await stripe.checkout.sessions.retrieve(open.id)).status, 'open')
  })

  test('the buyer chooses the amount within its limits', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const price = await givenPrice(stripe, {
      custom_unit_amount: { enabled: true, minimum: 500, maximum: 5000, preset: 1000 },
    })
    const open = await openSession(stripe, price)

    await assert.rejects(() => control.pay(open.id, { amount: 499 }), /at least €5.00/)
    await assert.rejects(() => control.pay(open.id, { amount: 5001 }), /at most €50.00/)
    await control.pay(open.id, { amount: 2345 })

    const paid = await stripe.checkout.sessions.retrieve(open.id)
    assert.containSubset(paid, { amount_subtotal: 2345, amount_total: 2345 })
    assert.equal(price.unit_amount, null)
  })

  test('a one-time payment gets an invoice if the session asks for one', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe), {
      invoice_creation: { enabled: true },
    })

    await control.pay(open.id)

    const session = await stripe.checkout.sessions.retrieve(open.id, { expand: ['invoice'] })
    const invoice = session.invoice as Stripe.Invoice
    const payments = await stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: session.payment_intent as string },
    })
    assert.containSubset(invoice, { status: 'paid', total: 1200, amount_paid: 1200, parent: null })
    assert.equal(payments.data[0].invoice, invoice.id)
  })

  test('sessions are found by customer, payment intent and status', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const customer = await stripe.customers.create({ email: 'jo@example.com' })
    const other = await openSession(stripe, price)
    const open = await openSession(stripe, price, { customer: customer.id })
    await control.pay(open.id)
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(open.id)
    const found = async (params: Stripe.Checkout.SessionListParams) =>
      (await stripe.checkout.sessions.list(params)).data.map(({ id }) => id)

    assert.deepEqual(await found({ payment_intent: intent as string }), [open.id])
    assert.deepEqual(await found({ customer: customer.id }), [open.id])
    assert.deepEqual(await found({ status: 'open' }), [other.id])
  })

  test('an expired session cannot be paid', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe))

    const expired = await stripe.checkout.sessions.expire(open.id)
    const twice = await refusal(stripe.checkout.sessions.expire(open.id))

    assert.containSubset(expired, { status: 'expired', url: null })
    assert.equal(twice.statusCode, 400)
    await assert.rejects(() => control.pay(open.id), /expired/)
    assert.lengthOf(await control.events({ type: 'checkout.session.expired' }), 1)
  })

  test('a session keeps the price as it was when it was created', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const open = await openSession(stripe, price)
    await stripe.prices.update(price.id, { nickname: 'Renamed' })

    await control.pay(open.id)

    const items = await stripe.checkout.sessions.listLineItems(open.id)
    assert.containSubset(items.data[0], { amount_total: 1200, price: { nickname: null } })
  })
})
