import { test } from '@japa/runner'
import type Stripe from 'stripe'
import type { EmulatorControl } from '#stripe_emulator/control_client'
import { periodEnd } from '#stripe_emulator/billing/periods'
import { givenEmulator, givenPrice, openSession } from '#tests/unit/stripe_emulator/support'

const monthly = { recurring: { interval: 'month' } } as const

async function givenSubscription(
  stripe: Stripe,
  control: EmulatorControl,
  params: Partial<Stripe.Checkout.SessionCreateParams> = {},
  card?: string
) {
  const open = await openSession(stripe, await givenPrice(stripe, monthly), params)
  await control.pay(open.id, { card })
  const session = await stripe.checkout.sessions.retrieve(open.id)
  return {
    session,
    subscription: await stripe.subscriptions.retrieve(session.subscription as string),
  }
}

/** The invoice with which a subscription renews. */
async function invoiceOfRenewal(stripe: Stripe, control: EmulatorControl, id: string) {
  const { latest_invoice: invoice } = await control.renew(id)
  return stripe.invoices.retrieve(invoice!)
}

test.group("The local Stripe's subscriptions", () => {
  test('a subscription starts with a paid invoice and a customer', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { session, subscription } = await givenSubscription(stripe, control, {
      subscription_data: { metadata: { reference: 'AB12' } },
    })

    const invoice = await stripe.invoices.retrieve(session.invoice as string)
    const [item] = subscription.items.data

    assert.containSubset(session, {
      payment_status: 'paid',
      payment_intent: null,
      mode: 'subscription',
    })
    assert.containSubset(subscription, { status: 'active', metadata: { reference: 'AB12' } })
    assert.equal(
      item.current_period_end,
      periodEnd(item.current_period_start, item.price.recurring as never, 1)
    )
    assert.containSubset(invoice, { status: 'paid', billing_reason: 'subscription_create' })
    assert.equal(invoice.parent?.subscription_details?.subscription, subscription.id)
  })

  test('a renewal starts the next period, and its payment leads to the subscription', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)

    await control.renew(subscription.id)

    const renewed = await stripe.subscriptions.retrieve(subscription.id)
    const payments = await stripe.invoicePayments.list({
      invoice: renewed.latest_invoice as string,
    })
    const intent = payments.data[0].payment.payment_intent as string
    const [way] = (
      await stripe.invoicePayments.list({
        payment: { type: 'payment_intent', payment_intent: intent },
        expand: ['data.invoice'],
      })
    ).data
    const invoice = way.invoice as Stripe.Invoice
    assert.equal(
      renewed.items.data[0].current_period_start,
      subscription.items.data[0].current_period_end
    )
    assert.containSubset(invoice, { billing_reason: 'subscription_cycle', status: 'paid' })
    assert.equal(invoice.parent?.subscription_details?.subscription, subscription.id)
    assert.lengthOf(await control.events({ type: 'invoice.paid' }), 2)
  })

  test('a declined renewal is past due until it is paid', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)

    const failed = await control.renew(subscription.id, { fail: true })
    const open = await stripe.invoices.retrieve(failed.latest_invoice as string)
    const paid = await control.renew(subscription.id)

    assert.equal(failed.status, 'past_due')
    assert.equal(open.status, 'open')
    assert.equal(paid.status, 'active')
    assert.equal(paid.latest_invoice, open.id)
    assert.lengthOf(await control.events({ type: 'invoice.payment_failed' }), 1)
  })

  test('a card can pay once and fail at renewal', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control, {}, '4000000000000341')

    const renewed = await control.renew(subscription.id)

    assert.equal(subscription.status, 'active')
    assert.equal(renewed.status, 'past_due')
  })

  test('a subscription that cancels at the end of its period ends there', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)

    const cancelling = await stripe.subscriptions.update(subscription.id, {
      cancel_at_period_end: true,
    })
    const ended = await control.renew(subscription.id)

    assert.containSubset(cancelling, { status: 'active', cancel_at_period_end: true })
    assert.equal(cancelling.cancel_at, subscription.items.data[0].current_period_end)
    assert.equal(ended.status, 'canceled')
    assert.lengthOf(await control.events({ type: 'customer.subscription.deleted' }), 1)
    assert.lengthOf((await stripe.subscriptions.list()).data, 0)
    assert.lengthOf((await stripe.subscriptions.list({ status: 'all' })).data, 1)
  })

  test('a subscription can be canceled at once, and not twice', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)

    const ended = await stripe.subscriptions.cancel(subscription.id)

    assert.equal(ended.status, 'canceled')
    await assert.rejects(() => stripe.subscriptions.cancel(subscription.id), /No such subscription/)
  })

  test('a trial costs nothing until it ends', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { session, subscription } = await givenSubscription(stripe, control, {
      subscription_data: { trial_period_days: 14 },
    })

    const renewed = await control.renew(subscription.id)

    assert.containSubset(session, { payment_status: 'no_payment_required', amount_total: 0 })
    assert.equal(subscription.status, 'trialing')
    assert.equal(subscription.items.data[0].current_period_end, subscription.trial_end)
    assert.equal(renewed.status, 'active')
    const invoice = await stripe.invoices.retrieve(renewed.latest_invoice as string)
    assert.equal(invoice.amount_paid, 1200)
  })

  test('a bank debit pays the first invoice when it settles', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe, monthly))
    await control.pay(open.id, { method: 'bank_debit' })
    const pending = await stripe.checkout.sessions.retrieve(open.id, { expand: ['invoice'] })

    await control.settle(open.id)

    const settled = await stripe.checkout.sessions.retrieve(open.id, { expand: ['invoice'] })
    assert.equal(pending.payment_status, 'unpaid')
    assert.equal((pending.invoice as Stripe.Invoice).status, 'open')
    assert.equal(settled.payment_status, 'paid')
    assert.equal((settled.invoice as Stripe.Invoice).status, 'paid')
  })

  test('a subscription that has ended takes no decision about its payments', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const ended = await stripe.subscriptions.cancel(subscription.id, {
      invoice_now: false,
      prorate: false,
      cancellation_details: { comment: 'Refunded' },
    })
    assert.equal(ended.cancellation_details!.comment, 'Refunded')

    const refused = [
      { pause_collection: { behavior: 'void' } },
      { pause_collection: '' },
      { cancel_at_period_end: true },
      { cancel_at: '' },
    ] as Stripe.SubscriptionUpdateParams[]
    for (const parameters of refused) {
      await assert.rejects(
        () => stripe.subscriptions.update(subscription.id, parameters),
        /A canceled subscription can only update/
      )
    }
    const gone = await stripe.subscriptions.cancel(subscription.id).catch((error) => error)
    assert.equal(gone.statusCode, 404)
    assert.equal(gone.code, 'resource_missing')
    const named = await stripe.subscriptions.update(subscription.id, { metadata: { note: 'A' } })
    assert.equal(named.metadata.note, 'A')
  })

  test('an end is set by a date or by the period, and cleared by either', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const at = subscription.items.data[0].current_period_end

    const dated = await stripe.subscriptions.update(subscription.id, { cancel_at: at })
    const cleared = await stripe.subscriptions.update(subscription.id, { cancel_at: '' })

    assert.containSubset(dated, { cancel_at: at, cancel_at_period_end: false })
    assert.isNumber(dated.canceled_at)
    assert.containSubset(cleared, { cancel_at: null, canceled_at: null })
    await assert.rejects(
      () =>
        stripe.subscriptions.update(subscription.id, { cancel_at: at, cancel_at_period_end: true }),
      /only one/
    )
  })

  test('a repeated key changes a subscription once, also after a newer change', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const plan = () =>
      stripe.subscriptions.update(
        subscription.id,
        { cancel_at_period_end: true, metadata: { act: 'one' } },
        { idempotencyKey: 'one' }
      )

    await plan()
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false })
    const replayed = await plan()

    assert.isTrue(replayed.cancel_at_period_end)
    const { cancel_at_period_end: cancels } = await stripe.subscriptions.retrieve(subscription.id)
    assert.isFalse(cancels)
  })

  test('its events come in the order that was recorded of Stripe', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    await givenSubscription(stripe, control)

    const events = (await control.events()).map(({ type, data }) => [type, data.object.status])
    const paid = events.slice(events.findIndex(([type]) => type === 'charge.succeeded'))

    assert.deepEqual(
      paid.map(([type]) => type),
      [
        'charge.succeeded',
        'payment_method.attached',
        'invoice.created',
        'customer.subscription.created',
        'invoice.updated',
        'invoice.finalized',
        'customer.subscription.updated',
        'invoice.paid',
        'invoice.updated',
        'invoice.payment_succeeded',
        'invoice_payment.paid',
        'payment_intent.created',
        'payment_intent.succeeded',
        'checkout.session.completed',
        'charge.updated',
      ]
    )
    assert.deepEqual(paid[3], ['customer.subscription.created', 'incomplete'])
    assert.deepEqual(paid[6], ['customer.subscription.updated', 'active'])
  })

  test('the portal cancels as the billing mode says', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const cancelled = async () => {
      const { session, subscription } = await givenSubscription(stripe, control)
      const { url } = await stripe.billingPortal.sessions.create({
        customer: session.customer as string,
      })
      const fields = { subscription: subscription.id, intent: 'cancel' }
      await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })
      return stripe.subscriptions.retrieve(subscription.id)
    }

    const flexible = await cancelled()
    await control.changeSettings({ billingMode: 'classic' })
    const classic = await cancelled()

    assert.equal(flexible.billing_mode.type, 'flexible')
    assert.isFalse(flexible.cancel_at_period_end)
    assert.equal(flexible.cancel_at, flexible.items.data[0].current_period_end)
    assert.equal(classic.billing_mode.type, 'classic')
    assert.isTrue(classic.cancel_at_period_end)
    assert.equal((await control.renew(flexible.id)).status, 'canceled')
  })

  test('a change of plan is prorated with the next invoice', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const studio = await stripe.products.create({ name: 'Studio' })
    const price = await givenPrice(stripe, {
      recurring: { interval: 'month' },
      unit_amount: 2000,
      product: studio.id,
    })

    await control.changePlan(subscription.id, price.id)
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    const changed = await control.renew(subscription.id)

    const invoice = await stripe.invoices.retrieve(changed.latest_invoice!)
    const lines = invoice.lines.data.map(({ amount, parent }) => [
      amount,
      parent?.subscription_item_details?.proration,
    ])
    assert.equal(changed.items.data[0].price.product, studio.id)
    assert.deepEqual(lines, [
      [-1200, true],
      [2000, true],
      [2000, false],
    ])
    assert.equal(invoice.amount_paid, 2800)
    assert.equal(preview.amount_due, 2800)
  })

  test('another interval starts a new period that is paid at once', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const yearly = await givenPrice(stripe, {
      recurring: { interval: 'year' },
      unit_amount: 10_000,
    })

    const changed = await control.changePlan(subscription.id, yearly.id)

    const invoice = await stripe.invoices.retrieve(changed.latest_invoice!)
    assert.equal(invoice.amount_paid, 8800)
    assert.equal(invoice.billing_reason, 'subscription_update')
    assert.isAbove(changed.items.data[0].current_period_end, subscription.created + 360 * 86_400)
  })

  test('an invoice can be paid in parts', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)

    const renewed = await control.renew(subscription.id, { payments: 2 })

    const { data } = await stripe.invoicePayments.list({ invoice: renewed.latest_invoice! })
    assert.deepEqual(
      data.map(({ amount_paid: paid, status }) => [paid, status]),
      [
        [600, 'paid'],
        [600, 'paid'],
      ]
    )
  })

  test('a trial without a way to pay ends as its settings say', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const statusAfter = async (missingPaymentMethod: 'cancel' | 'pause' | 'create_invoice') => {
      const { subscription } = await givenSubscription(stripe, control, {
        payment_method_collection: 'if_required',
        subscription_data: {
          trial_period_days: 7,
          trial_settings: { end_behavior: { missing_payment_method: missingPaymentMethod } },
        },
      })
      assert.isNull(subscription.default_payment_method)
      return (await control.renew(subscription.id)).status
    }

    assert.equal(await statusAfter('cancel'), 'canceled')
    assert.equal(await statusAfter('pause'), 'paused')
    assert.equal(await statusAfter('create_invoice'), 'past_due')
  })

  test('a running subscription can be given a trial', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)

    const trialing = await control.startTrial(subscription.id, { seconds: 86_400 })

    assert.equal(trialing.status, 'trialing')
    assert.equal(trialing.items.data[0].current_period_end, trialing.trial_end)
    assert.equal((await control.renew(subscription.id)).status, 'active')
  })

  test('ends with its customer', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { session, subscription } = await givenSubscription(stripe, control)
    const customer = session.customer as string

    const deleted = await stripe.customers.del(customer)

    assert.deepInclude(deleted, { id: customer, deleted: true })
    assert.deepInclude(await stripe.customers.retrieve(customer), { id: customer, deleted: true })
    assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'canceled')
    assert.lengthOf(await control.events({ type: 'customer.subscription.deleted' }), 1)
    assert.lengthOf(await control.events({ type: 'customer.deleted' }), 1)
    assert.lengthOf((await stripe.charges.list({ customer })).data, 1)
    await control.changeSettings({ chargesOfDeletedCustomers: 'refused' })
    await assert.rejects(() => stripe.charges.list({ customer }), /No such customer/)
    await assert.rejects(() => stripe.billingPortal.sessions.create({ customer }), /No such/)
  })

  test('while collection is paused periods go on and nothing is paid', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const invoiceOf = async (behavior: 'void' | 'mark_uncollectible' | 'keep_as_draft') => {
      const { subscription } = await givenSubscription(stripe, control)
      await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior } })
      const renewed = await control.renew(subscription.id)
      assert.equal(renewed.status, 'active')
      assert.deepEqual(renewed.pause_collection, { behavior, resumes_at: null })
      assert.equal(
        renewed.items.data[0].current_period_start,
        subscription.items.data[0].current_period_end
      )
      return stripe.invoices.retrieve(renewed.latest_invoice!)
    }

    assert.containSubset(await invoiceOf('void'), { status: 'void', amount_paid: 0 })
    assert.equal((await invoiceOf('mark_uncollectible')).status, 'uncollectible')
    assert.equal((await invoiceOf('keep_as_draft')).status, 'draft')
    assert.lengthOf(await control.events({ type: 'invoice.paid' }), 3)
  })

  test('collection resumes on its date, or when somebody ends the pause', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const [item] = subscription.items.data
    const resumesAt = item.current_period_end + 3600

    await control.pauseCollection(subscription.id, { resumesAt })
    await control.passTime({ toRenewalOf: subscription.id })
    const paused = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ['latest_invoice'],
    })
    await control.passTime({ seconds: 3600 })
    const resumed = await stripe.subscriptions.retrieve(subscription.id)
    await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: 'void' } })
    const ended = await stripe.subscriptions.update(subscription.id, { pause_collection: '' })

    assert.deepEqual(paused.pause_collection, { behavior: 'void', resumes_at: resumesAt })
    assert.equal((paused.latest_invoice as Stripe.Invoice).status, 'void')
    assert.isNull(resumed.pause_collection)
    assert.isNull(ended.pause_collection)
  })

  test('a coupon applies for its duration', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const once = await stripe.coupons.create({ percent_off: 50, duration: 'once' })
    const always = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
    const paidAtRenewal = async (coupon: string) => {
      const { subscription } = await givenSubscription(stripe, control, { discounts: [{ coupon }] })
      const { latest_invoice: id } = await control.renew(subscription.id)
      return (await stripe.invoices.retrieve(id as string)).amount_paid
    }

    assert.equal(await paidAtRenewal(once.id), 1200)
    assert.equal(await paidAtRenewal(always.id), 600)
  })

  test('a period is charged until the subscription ends in it', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const { current_period_end: start } = subscription.items.data[0]
    const end = start + 10 * 86_400

    await stripe.subscriptions.update(subscription.id, { cancel_at: end })
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    const invoice = await invoiceOfRenewal(stripe, control, subscription.id)

    assert.deepEqual(invoice.lines.data[0].period, { start, end })
    assert.equal(invoice.amount_paid, preview.amount_due)
    assert.isBelow(invoice.amount_paid, 440)
    assert.isAbove(invoice.amount_paid, 380)
  })

  test('a balance of the customer is used by the next invoice', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const id = subscription.customer as string

    await stripe.customers.update(id, { balance: -1500 })
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    const credited = await invoiceOfRenewal(stripe, control, subscription.id)
    const left = (await stripe.customers.retrieve(id)) as Stripe.Customer
    await stripe.customers.update(id, { balance: 250 })
    const owed = await invoiceOfRenewal(stripe, control, subscription.id)

    assert.equal(preview.amount_due, 0)
    assert.equal(credited.amount_paid, 0)
    assert.equal(left.balance, -300)
    assert.equal(owed.amount_paid, 1450)
    assert.lengthOf(await control.events({ type: 'customer.updated' }), 4)
  })

  test('a subscription without a discount has that of its customer', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const once = await stripe.coupons.create({ percent_off: 50, duration: 'once' })
    const twoMonths = await stripe.coupons.create({
      percent_off: 25,
      duration: 'repeating',
      duration_in_months: 2,
    })
    const { subscription } = await givenSubscription(stripe, control)
    const customer = subscription.customer as string
    const renewals = async (times: number) => {
      const paid: number[] = []
      while (paid.length < times) {
        const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
        const { amount_paid: amount } = await invoiceOfRenewal(stripe, control, subscription.id)
        assert.equal(amount, preview.amount_due)
        paid.push(amount)
      }
      return paid
    }

    await control.setCustomerDiscount(customer, once.id)
    assert.deepEqual(await renewals(2), [600, 1200])
    await control.passTime({ toRenewalOf: subscription.id })
    await control.setCustomerDiscount(customer, twoMonths.id)
    assert.deepEqual(await renewals(3), [900, 1200, 1200])
    await control.setCustomerDiscount(customer, null)
    assert.lengthOf(await control.events({ type: 'customer.discount.deleted' }), 2)
  })

  test('pending invoice items are charged with the next invoice', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { subscription } = await givenSubscription(stripe, control)
    const item = { customer: subscription.customer as string, currency: 'eur' }
    const { id } = await stripe.invoiceItems.create({ ...item, amount: 500, description: 'Set-up' })
    await stripe.invoiceItems.create({ ...item, amount: -100, subscription: subscription.id })
    await stripe.invoiceItems.create({ ...item, amount: 900, currency: 'usd' })
    const withdrawn = await stripe.invoiceItems.create({ ...item, amount: 700 })
    await stripe.invoiceItems.del(withdrawn.id)

    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    const invoice = await invoiceOfRenewal(stripe, control, subscription.id)

    assert.equal(preview.amount_due, 1600)
    assert.equal(invoice.amount_paid, 1600)
    assert.equal(invoice.lines.data.find(({ amount }) => amount === 500)?.description, 'Set-up')
    assert.equal((await stripe.invoiceItems.retrieve(id)).invoice, invoice.id)
    assert.lengthOf((await stripe.invoiceItems.list({ pending: true })).data, 1)
    assert.equal((await invoiceOfRenewal(stripe, control, subscription.id)).amount_paid, 1200)
  })

  test('monthly periods keep the day of the month, or the last day of a shorter month', ({
    assert,
  }) => {
    const day = (date: string) => Date.parse(`${date}T10:00:00Z`) / 1000
    const month = { interval: 'month', interval_count: 1 } as never
    const year = { interval: 'year', interval_count: 1 } as never

    const ends = [1, 2, 3].map((number) => periodEnd(day('2027-01-31'), month, number))

    assert.deepEqual(ends, [day('2027-02-28'), day('2027-03-31'), day('2027-04-30')])
    assert.equal(periodEnd(day('2028-02-29'), year, 1), day('2029-02-28'))
  })
})
