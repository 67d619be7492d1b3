import { test } from '@japa/runner'
import type Stripe from 'stripe'
import {
  givenEmulator,
  givenPrice,
  openSession,
  refusal,
} from '#tests/unit/stripe_emulator/support'

const expand = ['line_items.data.discounts', 'total_details.breakdown']

/** Three prices of one product each: 3.33, 3.33 and 3.34. */
function givenThree(stripe: Stripe, params: Partial<Stripe.PriceCreateParams> = {}) {
  return Promise.all(
    [333, 333, 334].map((amount) => givenPrice(stripe, { ...params, unit_amount: amount }))
  )
}

function openWith(
  stripe: Stripe,
  prices: Stripe.Price[],
  params: Partial<Stripe.Checkout.SessionCreateParams>
) {
  return openSession(stripe, prices[0], {
    line_items: prices.map(({ id }) => ({ price: id, quantity: 1 })),
    expand,
    ...params,
  })
}

function discountsOf({ line_items: lines }: Stripe.Checkout.Session) {
  return lines?.data.map(({ amount_discount: amount }) => amount)
}

test.group('A discount of a session with several lines', () => {
  test('is split into whole parts that add up to it')
    .with([
      { coupon: { percent_off: 10 }, whole: 100 },
      { coupon: { percent_off: 33.3 }, whole: 333 },
      { coupon: { percent_off: 100 }, whole: 1000 },
      { coupon: { amount_off: 200, currency: 'eur' }, whole: 200 },
      { coupon: { amount_off: 1, currency: 'eur' }, whole: 1 },
      { coupon: { amount_off: 5000, currency: 'eur' }, whole: 1000 },
    ])
    .run(async (context, { coupon, whole }) => {
      const { assert } = context
      const { stripe } = await givenEmulator(context)
      const { id } = await stripe.coupons.create(coupon)

      const session = await openWith(stripe, await givenThree(stripe), {
        discounts: [{ coupon: id }],
      })

      const parts = discountsOf(session) ?? []
      assert.equal(
        parts.reduce((sum, part) => sum + part, 0),
        whole
      )
      assert.isBelow(Math.max(...parts) - Math.min(...parts), 3)
      assert.equal(session.total_details?.amount_discount, whole)
      assert.equal(session.amount_total, 1000 - whole)
      for (const line of session.line_items?.data ?? []) {
        assert.equal(line.amount_total, line.amount_subtotal - line.amount_discount)
      }
    })

  test('takes off the lines of its products only', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const prices = await givenThree(stripe)
    const coupon = await stripe.coupons.create({
      percent_off: 50,
      applies_to: { products: [prices[0].product as string, prices[2].product as string] },
    })
    const amount = await stripe.coupons.create({
      amount_off: 500,
      currency: 'eur',
      applies_to: { products: [prices[1].product as string] },
    })

    const half = await openWith(stripe, prices, { discounts: [{ coupon: coupon.id }] })
    const most = await openWith(stripe, prices, { discounts: [{ coupon: amount.id }] })
    await control.pay(half.id)

    const paid = await stripe.checkout.sessions.retrieve(half.id, { expand: ['payment_intent'] })
    assert.deepEqual(discountsOf(half), [167, 0, 167])
    assert.deepEqual(discountsOf(most), [0, 333, 0])
    assert.equal(half.amount_total, 666)
    assert.equal((paid.payment_intent as Stripe.PaymentIntent).amount_received, 666)
  })

  test('is refused where it applies to no line', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const prices = await givenThree(stripe)
    const other = await stripe.products.create({ name: 'Something else' })
    const coupon = await stripe.coupons.create({
      percent_off: 50,
      applies_to: { products: [other.id] },
    })
    await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'ELSEWHERE',
    })
    const open = await openWith(stripe, prices, { allow_promotion_codes: true })

    const refused = await refusal(openWith(stripe, prices, { discounts: [{ coupon: coupon.id }] }))
    assert.equal(refused.param, 'discounts[0][coupon]')
    await assert.rejects(
      () => control.pay(open.id, { promotionCode: 'ELSEWHERE' }),
      /cannot be used for this order/
    )
  })

  test('is shown with the lines that it takes something off', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const prices = await givenThree(stripe)
    const coupon = await stripe.coupons.create({
      percent_off: 10,
      applies_to: { products: [prices[1].product as string] },
    })

    const session = await openWith(stripe, prices, { discounts: [{ coupon: coupon.id }] })
    const { data } = await stripe.checkout.sessions.listLineItems(session.id, {
      expand: ['data.discounts'],
    })

    const [none, one] = data
    const [whole] = session.total_details?.breakdown?.discounts ?? []
    assert.deepEqual(none.discounts, [])
    assert.lengthOf(one.discounts ?? [], 1)
    assert.containSubset(one.discounts?.[0], {
      amount: 33,
      discount: { id: whole.discount.id, source: { coupon: coupon.id } },
    })
    assert.deepEqual(session.line_items?.data[1].discounts, one.discounts)
  })

  test('names the products of its coupon only if they are asked for', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const [{ product }] = await givenThree(stripe)
    const products = [product as string]
    const { id } = await stripe.coupons.create({ percent_off: 10, applies_to: { products } })
    const all = await stripe.coupons.create({ percent_off: 10 })
    const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: id } })
    const wide = { expand: ['applies_to'] }

    const unknown = await refusal(
      stripe.coupons.create({ percent_off: 10, applies_to: { products: ['prod_none'] } })
    )
    assert.match(unknown.message, /No such product/)
    assert.notProperty(await stripe.coupons.retrieve(id), 'applies_to')
    assert.deepEqual((await stripe.coupons.retrieve(id, wide)).applies_to, { products })
    assert.notProperty(await stripe.coupons.retrieve(all.id, wide), 'applies_to')
    assert.containSubset(
      await stripe.promotionCodes.retrieve(code.id, { expand: ['promotion.coupon.applies_to'] }),
      { promotion: { coupon: { applies_to: { products } } } }
    )
  })

  test('is split over the lines of each invoice, once for an amount', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const coupon = await stripe.coupons.create({
      amount_off: 200,
      currency: 'eur',
      duration: 'forever',
    })
    const prices = await givenThree(stripe, { recurring: { interval: 'month' } })
    const open = await openWith(stripe, prices, { discounts: [{ coupon: coupon.id }] })
    await control.pay(open.id)
    const session = await stripe.checkout.sessions.retrieve(open.id, { expand: ['invoice'] })

    const id = session.subscription as string
    const preview = await stripe.invoices.createPreview({ subscription: id })
    const { latest_invoice: renewal } = await control.renew(id)

    const invoices = [
      session.invoice as Stripe.Invoice,
      preview,
      await stripe.invoices.retrieve(renewal!),
    ]
    for (const invoice of invoices) {
      const parts = invoice.lines.data.flatMap((line) => line.discount_amounts ?? [])
      assert.equal(invoice.total, 800)
      assert.deepEqual(
        parts.map(({ amount }) => amount),
        [67, 66, 67]
      )
      assert.equal(invoice.total_discount_amounts?.[0].amount, 200)
      assert.equal(parts[0].discount, invoice.total_discount_amounts?.[0].discount)
    }
  })
})
