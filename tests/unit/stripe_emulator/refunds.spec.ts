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

async function givenPayment(stripe: Stripe, control: EmulatorControl, method?: 'bank_debit') {
  const open = await openSession(stripe, await givenPrice(stripe))
  await control.pay(open.id, { method })
  const session = await stripe.checkout.sessions.retrieve(open.id)
  return session.payment_intent as string
}

async function chargeOf(stripe: Stripe, intent: string) {
  return (await stripe.charges.list({ payment_intent: intent })).data[0]
}

test.group("The local Stripe's refunds", () => {
  test('a payment can be refunded in part, then in full, then no more', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const intent = await givenPayment(stripe, control)

    const part = await stripe.refunds.create({ payment_intent: intent, amount: 200 })
    const afterPart = await chargeOf(stripe, intent)
    const tooMuch = await refusal(stripe.refunds.create({ payment_intent: intent, amount: 1001 }))
    const rest = await stripe.refunds.create({ charge: afterPart.id })
    const afterRest = await chargeOf(stripe, intent)
    const again = await refusal(stripe.refunds.create({ payment_intent: intent }))

    assert.containSubset(part, { amount: 200, status: 'succeeded', payment_intent: intent })
    assert.containSubset(afterPart, { amount_refunded: 200, refunded: false })
    assert.match(tooMuch.message, /€10.01.*€10.00/)
    assert.equal(rest.amount, 1000)
    assert.containSubset(afterRest, { amount_refunded: 1200, refunded: true })
    assert.equal(again.code, 'charge_already_refunded')
    assert.lengthOf((await stripe.refunds.list({ payment_intent: intent })).data, 2)
    assert.lengthOf(await control.events({ type: 'charge.refunded' }), 2)
  })

  test('a refund can fail later, and its amount can be refunded again', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const intent = await givenPayment(stripe, control)
    const refund = await control.refund(intent)

    await control.failRefund(refund.id)

    assert.equal((await stripe.refunds.retrieve(refund.id)).status, 'failed')
    assert.containSubset(await chargeOf(stripe, intent), { amount_refunded: 0, refunded: false })
    assert.lengthOf(await control.events({ type: 'refund.failed' }), 1)
    await assert.rejects(() => control.failRefund(refund.id), /already failed/)
  })

  test('a pending payment cannot be refunded', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const intent = await givenPayment(stripe, control, 'bank_debit')

    const refused = await refusal(stripe.refunds.create({ payment_intent: intent }))

    assert.match(refused.message, /does not have a successful charge/)
  })

  test('can be pending, or wait for the buyer, until they succeed', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const refundAs = async (refunds: 'pending' | 'requires_action') => {
      await control.changeSettings({ refunds })
      const payment = await givenPayment(stripe, control)
      return stripe.refunds.create({ payment_intent: payment })
    }

    const pending = await refundAs('pending')
    const waiting = await refundAs('requires_action')
    await control.settleRefund(waiting.id)
    const settled = await stripe.refunds.retrieve(waiting.id)

    assert.equal(pending.status, 'pending')
    assert.equal(waiting.status, 'requires_action')
    assert.equal(waiting.next_action?.type, 'display_details')
    assert.equal(settled.status, 'succeeded')
    assert.notProperty(settled, 'next_action')
    assert.lengthOf(await control.events({ type: 'refund.updated' }), 3)
  })

  test('can be several of a payment for several lines, each with its own metadata', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const prices = await Promise.all(
      [1200, 500, 300].map((amount) => givenPrice(stripe, { unit_amount: amount }))
    )
    const { id } = await openSession(stripe, prices[0], {
      line_items: prices.map((price) => ({ price: price.id, quantity: 1 })),
    })
    await control.pay(id)
    const session = await stripe.checkout.sessions.retrieve(id)
    const intent = session.payment_intent as string

    const byApi = await stripe.refunds.create({
      payment_intent: intent,
      amount: 500,
      metadata: { purchase: '2' },
    })
    const byClient = await control.refund(intent, { amount: 300, metadata: { purchase: '3' } })
    const tooMuch = await press(url, 'refund', { id: intent, amount: '12.01' })
    const onDashboard = await press(url, 'refund', { id: intent, amount: '11.50' })

    const charge = await chargeOf(stripe, intent)
    const { data } = await stripe.refunds.list({ payment_intent: intent })
    assert.include(tooMuch, 'greater than unrefunded amount on charge (€12.00)')
    assert.include(onDashboard, 'Refunded.')
    assert.include(onDashboard, 'value="0.50"')
    assert.containSubset(charge, { amount: 2000, amount_refunded: 1950, refunded: false })
    assert.deepEqual(
      data.map(({ amount, metadata }) => [amount, metadata]),
      [
        [1150, {}],
        [300, { purchase: '3' }],
        [500, { purchase: '2' }],
      ]
    )
    assert.equal(byApi.charge, byClient.charge)
  })
})
