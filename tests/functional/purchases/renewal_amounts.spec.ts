import { test } from '@japa/runner'
import { deliverEvents, givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { readHtml } from '#tests/helpers/store/panel'
import { givenSale, hasAccess, type Sale } from '#tests/helpers/store/sale'
import { reconcile } from '#tests/faults/random_histories/random_history'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

/** Seconds. */
const DAY = 24 * 60 * 60

/** Changes that the prices of a subscription do not show; the amount in cents that is due then. */
const CHANGES: { title: string; due: number; make: (sale: Sale) => Promise<unknown> }[] = [
  {
    title: 'a yearly plan was credited',
    due: 0,
    make: async ({ purchase }) => {
      const year = await createPrice(9000, 'year')
      await emulator.changePlan(purchase.subscriptionId!, year)
      await deliverEvents()
      await emulator.changePlan(purchase.subscriptionId!, 'price_plan')
    },
  },
  {
    title: 'the customer has a credit',
    due: 600,
    make: ({ purchase }) => stripe.customers.update(purchase.stripeCustomerId!, { balance: -300 }),
  },
  {
    title: 'the customer owes something',
    due: 1100,
    make: ({ purchase }) => stripe.customers.update(purchase.stripeCustomerId!, { balance: 200 }),
  },
  {
    title: 'the customer has a discount',
    due: 675,
    make: async ({ purchase }) => {
      const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'once' })
      await emulator.setCustomerDiscount(purchase.stripeCustomerId!, coupon.id)
    },
  },
  {
    title: 'something else is charged with it',
    due: 1400,
    make: ({ purchase }) =>
      stripe.invoiceItems.create({
        customer: purchase.stripeCustomerId!,
        amount: 500,
        currency: 'usd',
        description: 'Set-up',
      }),
  },
]

test.group('The amount of the next renewal', (group) => {
  group.each.setup(() => givenStore())

  test('is what Stripe charges where {title}')
    .with(CHANGES)
    .run(async ({ assert }, { due, make }) => {
      const sale = await givenSale('plan')

      await make(sale)
      await deliverEvents()

      assert.equal(await previewOf(sale), due)
      assert.equal((await purchaseOf(sale.sessionId))!.renewalAmount, due)
      assert.include(await pageOf(sale), `for $${(due / 100).toFixed(2)}`)

      await emulator.renew(sale.purchase.subscriptionId!)
      await deliverEvents()
      const renewed = (await purchaseOf(sale.sessionId))!
      assert.equal(await lastCharge(sale), due)
      assert.equal(renewed.renewalAmount, await previewOf(sale))
      assert.isTrue(await hasAccess(sale, 'plan'))
    })

  test('has the prorations of a dearer plan that was left again', async ({ assert }) => {
    const sale = await givenSale('plan')
    const id = sale.purchase.subscriptionId!

    await emulator.changePlan(id, await createPrice(2000))
    await emulator.passTime({ seconds: 10 * DAY })
    await emulator.changePlan(id, 'price_plan')
    await deliverEvents()

    const { renewalAmount } = (await purchaseOf(sale.sessionId))!
    assert.equal(renewalAmount, await previewOf(sale))
    assert.isAbove(renewalAmount!, 900)
  })

  test('is prorated where the subscription ends in the middle of the next period', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const id = sale.purchase.subscriptionId!
    const end = sale.purchase.currentPeriodEndsAt!.plus({ days: 10 })

    await stripe.subscriptions.update(id, { cancel_at: end.toUnixInteger() })
    await deliverEvents()

    const { renewalAmount } = (await purchaseOf(sale.sessionId))!
    assert.equal(renewalAmount, await previewOf(sale))
    assert.isBelow(renewalAmount!, 330)
    assert.isAbove(renewalAmount!, 280)

    await emulator.renew(id)
    await deliverEvents()
    const renewed = (await purchaseOf(sale.sessionId))!
    assert.equal(await lastCharge(sale), renewalAmount)
    assert.equal(renewed.paidUntil!.toUnixInteger(), end.toUnixInteger())
    assert.isNull(renewed.renewalAmount)
    assert.include(await pageOf(sale), 'is cancelled')
  })

  test('is not named in the currency of the store where the card is charged in another', async ({
    assert,
  }) => {
    await emulator.changeSettings({ buyerCurrency: 'jpy', hasAdaptivePricing: true })
    const sale = await givenSale('plan')

    assert.isNull((await purchaseOf(sale.sessionId))!.renewalAmount)
    const page = await pageOf(sale)
    const renewal = sale.purchase.currentPeriodEndsAt!.toFormat('d LLL yyyy')
    assert.include(page, `It renews on ${renewal}.`)
    assert.notMatch(page, /renews on [^.]*\$/)
  })

  test('follows a credit that another subscription of the customer uses up', async ({ assert }) => {
    const sale = await givenSale('plan')
    const customer = sale.purchase.stripeCustomerId!
    const other = await givenForeignSubscription(customer)
    await stripe.customers.update(customer, { balance: -300 })
    await deliverEvents()
    assert.equal((await purchaseOf(sale.sessionId))!.renewalAmount, 600)

    await emulator.renew(other)
    await deliverEvents()

    assert.equal((await purchaseOf(sale.sessionId))!.renewalAmount, 900)
  })

  test('is fixed by reconciling although no event of the customer arrived', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.setDelivery({ mode: 'off' })
    await stripe.customers.update(sale.purchase.stripeCustomerId!, { balance: -300 })

    assert.equal((await reconcile())?.counts.fixed, 1)

    assert.equal((await purchaseOf(sale.sessionId))!.renewalAmount, 600)
    assert.equal((await reconcile())?.counts.fixed, 0)
  })

  test('is not named without an answer of Stripe, and the purchase does not wait', async ({
    assert,
  }) => {
    const path = '/v1/invoices/create_preview'
    await emulator.fault({ path, kind: 'status', status: 500, times: 9 })
    const sale = await givenSale('plan')
    await emulator.clearFaults()

    assert.isTrue(await hasAccess(sale, 'plan'))
    assert.isNull((await purchaseOf(sale.sessionId))!.renewalAmount)
    assert.match(await pageOf(sale), /It renews on [^.$]+\./)
  })
})

/** What Stripe says that the next invoice of the subscription comes to. */
async function previewOf({ purchase }: Sale): Promise<number> {
  const preview = await stripe.invoices.createPreview({ subscription: purchase.subscriptionId! })
  return preview.amount_due
}

/** What the last invoice of the subscription charged. */
async function lastCharge({ purchase }: Sale): Promise<number> {
  const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(
    purchase.subscriptionId!,
    { expand: ['latest_invoice'] }
  )
  return (invoice as { amount_paid: number }).amount_paid
}

/** A running subscription of the customer that this store did not sell. */
async function givenForeignSubscription(customer: string): Promise<string> {
  const { id } = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer,
    line_items: [{ price: 'price_plan', quantity: 1 }],
    success_url: 'https://elsewhere.example/',
  })
  await emulator.pay(id)
  const { subscription } = await stripe.checkout.sessions.retrieve(id)
  return String(subscription)
}

/** A further price of the plan. */
async function createPrice(amount: number, interval: 'month' | 'year' = 'month'): Promise<string> {
  const { id } = await stripe.prices.create({
    product: 'prod_plan',
    currency: 'usd',
    unit_amount: amount,
    recurring: { interval },
  })
  return id
}

async function pageOf({ buyer, purchase }: Sale): Promise<string> {
  return readHtml((await buyer.browser.get(`/purchases/${purchase.reference}`)).body)
}
