import { test } from '@japa/runner'
import type Stripe from 'stripe'
import type { EmulatorControl } from '#stripe_emulator/control_client'
import {
  givenEmulator,
  givenPrice,
  openSession,
  press,
  refusal,
} from '#tests/unit/stripe_emulator/support'

const monthly = { recurring: { interval: 'month' } } as const
const DAY = 86_400

/** A running subscription with an item for each amount. */
async function givenSubscription(
  stripe: Stripe,
  control: EmulatorControl,
  amounts: number[],
  params: Partial<Stripe.Checkout.SessionCreateParams> = {}
) {
  const prices = await Promise.all(
    amounts.map((amount) => givenPrice(stripe, { ...monthly, unit_amount: amount }))
  )
  const { id } = await openSession(stripe, prices[0], {
    line_items: prices.map((price) => ({ price: price.id, quantity: 1 })),
    ...params,
  })
  await control.pay(id)
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ['subscription'] })
  return { session, prices, subscription: session.subscription as Stripe.Subscription }
}

/** The amount, whether it is prorated, and the subscription item of each line. */
function linesOf(invoice: Pick<Stripe.Invoice, 'lines'>) {
  return invoice.lines.data.map(({ amount, parent }) => [
    amount,
    parent?.subscription_item_details?.proration,
    parent?.subscription_item_details?.subscription_item,
  ])
}

function pricesOf({ items }: Stripe.Subscription) {
  return items.data.map(({ id, price }) => [id, price.id])
}

async function renewal(stripe: Stripe, control: EmulatorControl, id: string) {
  const { latest_invoice: invoice } = await control.renew(id)
  return stripe.invoices.retrieve(invoice!)
}

test.group('A subscription with several items', () => {
  test('changes the plan of the named item', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription, prices } = await givenSubscription(stripe, control, [1000, 2000])
    const dearer = await givenPrice(stripe, { ...monthly, unit_amount: 5000 })
    const [first, second] = subscription.items.data
    const change = { items: [{ id: second.id, price: dearer.id }] }

    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    })
    const untouched = await stripe.subscriptions.retrieve(subscription.id)
    const changed = await stripe.subscriptions.update(subscription.id, change)
    const invoice = await renewal(stripe, control, subscription.id)

    const expected = [
      [-2000, true, second.id],
      [5000, true, second.id],
      [1000, false, first.id],
      [5000, false, second.id],
    ]
    assert.equal(untouched.items.data[1].price.id, prices[1].id)
    assert.deepEqual(pricesOf(changed), [
      [first.id, prices[0].id],
      [second.id, dearer.id],
    ])
    assert.deepEqual(linesOf(preview), expected)
    assert.deepEqual(linesOf(invoice), expected)
    assert.equal(invoice.amount_paid, 9000)
    assert.deepEqual(invoice.lines.data[3].pricing?.price_details, {
      price: dearer.id,
      product: dearer.product as string,
    })
  })

  test('takes a further item, and charges it for the rest of the period', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control, [1000])
    const extra = await givenPrice(stripe, { ...monthly, unit_amount: 300 })
    const { current_period_end: end, current_period_start: start } = subscription.items.data[0]
    await control.passTime({ seconds: Math.round((end - start) / 2) })

    const { items } = await control.addItem(subscription.id, extra.id, {
      quantity: 2,
      proration: 'always_invoice',
    })

    const [invoice] = (await stripe.invoices.list({ subscription: subscription.id })).data
    assert.deepEqual(linesOf(invoice), [[300, true, items.data[1].id]])
    assert.containSubset(invoice, { status: 'paid', amount_paid: 300 })
    assert.equal((await renewal(stripe, control, subscription.id)).amount_paid, 1600)
    assert.deepEqual(
      (await stripe.subscriptionItems.list({ subscription: subscription.id })).data.map(
        ({ quantity }) => quantity
      ),
      [1, 2]
    )
  })

  test('loses an item, and credits it with the next invoice', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control, [1000, 2000])
    const [first, second] = subscription.items.data

    const left = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: first.id, deleted: true }],
    })
    const invoice = await renewal(stripe, control, subscription.id)

    assert.deepEqual(
      left.items.data.map(({ id }) => id),
      [second.id]
    )
    assert.deepEqual(linesOf(invoice), [
      [-1000, true, first.id],
      [2000, false, second.id],
    ])
    assert.lengthOf(await control.events({ type: 'customer.subscription.updated' }), 3)
  })

  test('leaves a credit to its customer where more is given back than charged', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control, [1000, 2500])
    const [, second] = subscription.items.data

    await control.removeItem(subscription.id, second.id, { proration: 'always_invoice' })
    const customer = await stripe.customers.retrieve(subscription.customer as string)
    const invoice = await renewal(stripe, control, subscription.id)

    assert.equal((customer as Stripe.Customer).balance, -2500)
    assert.containSubset(invoice, { total: 1000, amount_due: 0, ending_balance: -1500 })
  })

  test('changes, adds and removes items in one call', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control, [1000, 2000])
    const extra = await givenPrice(stripe, { ...monthly, unit_amount: 300 })
    const [first, second] = subscription.items.data

    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: first.id, quantity: 3 }, { id: second.id, deleted: true }, { price: extra.id }],
      proration_behavior: 'always_invoice',
    })

    const added = changed.items.data[1]
    const invoice = await stripe.invoices.retrieve(changed.latest_invoice as string)
    assert.deepEqual(linesOf(invoice), [
      [-1000, true, first.id],
      [-2000, true, second.id],
      [3000, true, first.id],
      [300, true, added.id],
    ])
    assert.equal(invoice.amount_paid, 300)
    assert.lengthOf(changed.items.data, 2)
  })

  test('starts a new period only if all of its items have the new interval', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control, [1000, 2000])
    const [first, second] = subscription.items.data
    const yearly = { recurring: { interval: 'year' } } as const
    const prices = await Promise.all(
      [10_000, 20_000].map((amount) => givenPrice(stripe, { ...yearly, unit_amount: amount }))
    )
    const ofFirst = { id: first.id, price: prices[0].id }

    const refused = await refusal(
      stripe.subscriptions.update(subscription.id, { items: [ofFirst] })
    )
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [ofFirst, { id: second.id, price: prices[1].id }],
    })

    const invoice = await stripe.invoices.retrieve(changed.latest_invoice as string)
    assert.match(refused.message, /mismatch in interval field/)
    assert.equal(invoice.amount_paid, 27_000)
    for (const item of changed.items.data) {
      assert.isAbove(item.current_period_end, subscription.created + 360 * DAY)
    }
  })

  test('refuses items that it cannot have', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription, prices } = await givenSubscription(stripe, control, [1000, 2000])
    const [first, second] = subscription.items.data
    const dollars = await givenPrice(stripe, { ...monthly, currency: 'usd' })
    const once = await givenPrice(stripe)
    const update = (items: Stripe.SubscriptionUpdateParams.Item[]) =>
      refusal(stripe.subscriptions.update(subscription.id, { items }))

    assert.match((await update([{ price: prices[0].id }])).message, /with the same plan/)
    assert.match((await update([{ price: dollars.id }])).message, /another currency/)
    assert.match((await update([{ price: once.id }])).message, /not recurring/)
    assert.match((await update([{ id: 'si_none' }])).message, /No such subscription_item/)
    assert.match((await update([{ quantity: 2 }])).message, /items\[0\]\[price\]/)
    const all = [first, second].map(({ id }) => ({ id, deleted: true }))
    assert.match((await update(all)).message, /at least one active plan/)
    const after = await stripe.subscriptions.retrieve(subscription.id)
    assert.deepEqual(pricesOf(after), pricesOf(subscription))
  })

  test('credits what an item cost with its discount', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
    const { subscription } = await givenSubscription(stripe, control, [1000, 2000], {
      discounts: [{ coupon: coupon.id }],
    })
    const dearer = await givenPrice(stripe, { ...monthly, unit_amount: 5000 })
    const [first, second] = subscription.items.data

    await control.changePlan(subscription.id, dearer.id, { itemId: second.id })
    const invoice = await renewal(stripe, control, subscription.id)

    assert.deepEqual(linesOf(invoice), [
      [-1000, true, second.id],
      [2500, true, second.id],
      [1000, false, first.id],
      [5000, false, second.id],
    ])
    assert.equal(invoice.total, 1500 + 3000)
  })

  test('shows its first ten lines and items, and lists all of them in pages', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const amounts = Array.from({ length: 12 }, (_, index) => 100 + index)
    const { subscription } = await givenSubscription(stripe, control, amounts)
    const { id } = subscription

    const invoice = await renewal(stripe, control, id)
    const preview = await stripe.invoices.createPreview({ subscription: id })
    const first = await stripe.invoices.listLineItems(invoice.id!, { limit: 7 })
    const second = await stripe.invoices.listLineItems(invoice.id!, {
      starting_after: first.data[6].id,
    })
    const previewed = await stripe.invoices.listLineItems(preview.id!, { limit: 100 })
    const items = await stripe.subscriptionItems.list({ subscription: id, limit: 100 })
    const [event] = (await control.events({ type: 'invoice.paid' })).slice(-1)

    assert.lengthOf(subscription.items.data, 10)
    assert.isTrue(subscription.items.has_more)
    assert.lengthOf(items.data, 12)
    assert.lengthOf(invoice.lines.data, 10)
    assert.isTrue(invoice.lines.has_more)
    const told = (await stripe.events.retrieve(event.id)).data.object as Stripe.Invoice
    assert.lengthOf(told.lines.data, 10)
    assert.deepEqual(
      [...first.data, ...second.data].map(({ amount }) => amount),
      amounts
    )
    assert.deepEqual(
      previewed.data.map(({ amount }) => amount),
      amounts
    )
  })

  test('can be canceled in the portal, and not be changed', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    await control.changeSettings({ portalPlans: 'all_products' })
    const { subscription } = await givenSubscription(stripe, control, [1000, 2000])
    const other = await givenPrice(stripe, monthly)
    const portal = await stripe.billingPortal.sessions.create({
      customer: subscription.customer as string,
    })
    const send = (fields: Record<string, string>) =>
      fetch(portal.url, {
        method: 'POST',
        body: new URLSearchParams({ subscription: subscription.id, ...fields }),
      }).then((response) => response.text())
    const page = await (await fetch(portal.url)).text()

    const refused = await send({ intent: 'plan', price: other.id })
    await send({ intent: 'cancel' })

    const after = await stripe.subscriptions.retrieve(subscription.id)
    assert.include(page, '€10.00 / month')
    assert.include(page, '€20.00 / month')
    assert.notInclude(page, 'Change to')
    assert.include(refused, 'No such price')
    assert.deepEqual(pricesOf(after), pricesOf(subscription))
    assert.equal(after.cancel_at, subscription.items.data[0].current_period_end)
  })

  test('is changed on the dashboard, item by item', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const { subscription, prices } = await givenSubscription(stripe, control, [1000, 2000])
    const { id } = subscription
    const [first, second] = subscription.items.data
    const extra = await givenPrice(stripe, { ...monthly, unit_amount: 300 })
    const other = await givenPrice(stripe, { ...monthly, unit_amount: 400 })
    const back = '/dashboard/subscriptions'

    const page = await press(url, 'change-plan', { id, item: second.id, price: other.id, back })
    await press(url, 'add-item', { id, price: extra.id, back })
    await press(url, 'remove-item', { id, item: first.id, back })

    const { items } = await stripe.subscriptions.retrieve(id)
    assert.include(page, 'Plan changed.')
    assert.include(page, '€10.00 / month')
    assert.include(page, '€4.00 / month')
    assert.notInclude(
      items.data.map(({ price }) => price.id),
      prices[0].id
    )
    assert.deepEqual(
      items.data.map(({ price }) => price.id),
      [other.id, extra.id]
    )
  })
})
