import { test } from '@japa/runner'
import type Stripe from 'stripe'
import type { EmulatorControl } from '#stripe_emulator/control_client'
import {
  givenEmulator,
  givenPrice,
  openSession,
  refusal,
} from '#tests/unit/stripe_emulator/support'

const taxed = { automatic_tax: { enabled: true } } as const
const expand = ['line_items.data.taxes', 'total_details.breakdown']

/** A price to which tax is added, one that includes it, and one that does not say; of 10 euros each. */
async function givenThree(
  stripe: Stripe,
  control: EmulatorControl,
  params: Partial<Stripe.PriceCreateParams> = {}
) {
  const prices = await Promise.all(
    (['exclusive', 'inclusive', 'unspecified'] as const).map((behavior) =>
      givenPrice(stripe, { unit_amount: 1000, tax_behavior: behavior, ...params })
    )
  )
  await control.changeSettings({
    taxPercents: { default: 20, [prices[2].product as string]: 7 },
  })
  return prices
}

function openWith(
  stripe: Stripe,
  prices: Stripe.Price[],
  params: Partial<Stripe.Checkout.SessionCreateParams> = taxed
) {
  return openSession(stripe, prices[0], {
    line_items: prices.map(({ id }) => ({ price: id, quantity: 1 })),
    expand,
    ...params,
  })
}

function amountsOf({ line_items: lines }: Stripe.Checkout.Session) {
  return lines?.data.map(({ amount_tax: tax, amount_total: total }) => [tax, total])
}

test.group('The tax of a session', () => {
  test('is added to a line or included in it, as its price says', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)

    const session = await openWith(stripe, await givenThree(stripe, control))
    await control.pay(session.id)

    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: [...expand, 'payment_intent'],
    })
    assert.deepEqual(amountsOf(paid), [
      [200, 1200],
      [167, 1000],
      [70, 1070],
    ])
    assert.containSubset(paid, {
      amount_subtotal: 3000,
      amount_total: 3270,
      total_details: { amount_tax: 437 },
      automatic_tax: { enabled: true, status: 'complete' },
      payment_intent: { amount_received: 3270 },
    })
  })

  test('is shown with its rates', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)

    const session = await openWith(stripe, await givenThree(stripe, control))

    const [added, included] = session.line_items?.data.map(({ taxes }) => taxes?.[0]) ?? []
    assert.containSubset(added, {
      amount: 200,
      taxable_amount: 1000,
      taxability_reason: 'standard_rated',
      rate: { object: 'tax_rate', percentage: 20, inclusive: false, active: false },
    })
    assert.containSubset(included, {
      amount: 167,
      taxable_amount: 833,
      rate: { percentage: 20, inclusive: true },
    })
    assert.deepEqual(
      session.total_details?.breakdown?.taxes.map(({ amount, rate }) => [amount, rate.percentage]),
      [
        [200, 20],
        [167, 20],
        [70, 7],
      ]
    )
    assert.equal((await stripe.taxRates.retrieve(added!.rate.id)).percentage, 20)
    assert.lengthOf((await stripe.taxRates.list({ inclusive: true })).data, 1)
  })

  test('is calculated after the discount', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const coupon = await stripe.coupons.create({ percent_off: 50 })

    const session = await openWith(stripe, await givenThree(stripe, control), {
      ...taxed,
      discounts: [{ coupon: coupon.id }],
    })

    assert.deepEqual(amountsOf(session), [
      [100, 600],
      [83, 500],
      [35, 535],
    ])
    assert.equal(session.amount_total, 3000 - 1500 + 100 + 35)
  })

  test('is not there unless the session asks for it', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)

    const session = await openWith(stripe, await givenThree(stripe, control), {})

    assert.equal(session.amount_total, 3000)
    assert.equal(session.total_details?.amount_tax, 0)
    assert.deepEqual(session.line_items?.data[0].taxes, [])
    assert.containSubset(session.automatic_tax, { enabled: false, status: null })
  })

  test('changes with the settings until the session is paid', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const [price] = await givenThree(stripe, control)
    const open = await openWith(stripe, [price])

    await control.changeSettings({ taxPercents: { default: 0 } })
    await control.pay(open.id)

    const paid = await stripe.checkout.sessions.retrieve(open.id, { expand })
    assert.equal(open.amount_total, 1200)
    assert.equal(paid.amount_total, 1000)
    assert.equal(paid.line_items?.data[0].taxes?.[0].taxability_reason, 'zero_rated')
  })

  test('needs to know where the customer is', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const prices = await givenThree(stripe, control)
    const nowhere = await stripe.customers.create({ email: 'jo@example.com' })
    const inFrance = await stripe.customers.create({ address: { country: 'FR' } })

    const refused = await refusal(openWith(stripe, prices, { ...taxed, customer: nowhere.id }))
    const saved = await openWith(stripe, prices, {
      ...taxed,
      customer: nowhere.id,
      customer_update: { address: 'auto' },
    })
    const known = await openWith(stripe, prices, { ...taxed, customer: inFrance.id })

    assert.match(refused.message, /requires a valid address on the Customer/)
    assert.equal(refused.code, 'customer_tax_location_invalid')
    assert.equal(saved.amount_total, known.amount_total)
  })
})

test.group('The tax of invoices', () => {
  test('of a subscription is that of its lines, also at renewal', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const prices = await givenThree(stripe, control, { recurring: { interval: 'month' } })
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
    const open = await openWith(stripe, prices, { ...taxed, discounts: [{ coupon: coupon.id }] })
    await control.pay(open.id)
    const session = await stripe.checkout.sessions.retrieve(open.id, {
      expand: ['subscription', 'invoice'],
    })

    const { id, automatic_tax: automatic } = session.subscription as Stripe.Subscription
    const preview = await stripe.invoices.createPreview({ subscription: id })
    const { latest_invoice: renewal } = await control.renew(id)

    const invoices = [
      session.invoice as Stripe.Invoice,
      preview,
      await stripe.invoices.retrieve(renewal!),
    ]
    assert.isTrue(automatic.enabled)
    for (const invoice of invoices) {
      assert.containSubset(invoice, {
        subtotal: 3000,
        total: 1635,
        total_excluding_tax: 1417,
        automatic_tax: { enabled: true, status: 'complete' },
      })
      assert.deepEqual(
        invoice.lines.data.map(({ taxes }) => [taxes?.[0].amount, taxes?.[0].tax_behavior]),
        [
          [100, 'exclusive'],
          [83, 'inclusive'],
          [35, 'exclusive'],
        ]
      )
      assert.deepEqual(
        invoice.total_taxes?.map(({ amount, taxable_amount: taxable }) => [amount, taxable]),
        [
          [100, 500],
          [83, 417],
          [35, 500],
        ]
      )
    }
    assert.equal(invoices[2].amount_paid, 1635)
  })

  test('of a single payment is that of the session', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openWith(stripe, await givenThree(stripe, control), {
      ...taxed,
      invoice_creation: { enabled: true },
    })

    await control.pay(open.id)

    const session = await stripe.checkout.sessions.retrieve(open.id, { expand: ['invoice'] })
    assert.containSubset(session.invoice, { total: 3270, amount_paid: 3270, status: 'paid' })
    assert.lengthOf((session.invoice as Stripe.Invoice).total_taxes ?? [], 3)
  })

  test('is credited with a change of plan', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const [month] = await givenThree(stripe, control, { recurring: { interval: 'month' } })
    const open = await openWith(stripe, [month])
    await control.pay(open.id)
    const { subscription } = await stripe.checkout.sessions.retrieve(open.id)
    const dearer = await givenPrice(stripe, {
      recurring: { interval: 'month' },
      unit_amount: 1500,
    })

    await control.changePlan(subscription as string, dearer.id, { proration: 'always_invoice' })

    const [invoice] = (await stripe.invoices.list({ subscription: subscription as string })).data
    assert.deepEqual(
      invoice.lines.data.map(({ amount, taxes }) => [amount, taxes?.[0].amount]),
      [
        [-1000, -200],
        [1500, 300],
      ]
    )
    assert.equal(invoice.total, 600)
  })
})
