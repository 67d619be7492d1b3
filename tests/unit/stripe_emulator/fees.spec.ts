import { test } from '@japa/runner'
import type Stripe from 'stripe'
import { givenEmulator, givenPrice, openSession } from '#tests/unit/stripe_emulator/support'

const EXPAND = { expand: ['payment_intent.latest_charge.balance_transaction'] }

async function chargeOf(stripe: Stripe, sessionId: string): Promise<Stripe.Charge> {
  const session = await stripe.checkout.sessions.retrieve(sessionId, EXPAND)
  const intent = session.payment_intent as Stripe.PaymentIntent
  return intent.latest_charge as Stripe.Charge
}

test.group('The fee of a payment', () => {
  test('is known a minute later, by the clock, with an event', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    await control.changeSettings({ fees: 'a_minute_later' })
    const { id } = await openSession(stripe, await givenPrice(stripe))
    await control.pay(id)
    assert.isNull((await chargeOf(stripe, id)).balance_transaction)

    await control.passTime({ seconds: 59 })
    assert.isNull((await chargeOf(stripe, id)).balance_transaction)
    await control.passTime({ seconds: 2 })

    const charge = await chargeOf(stripe, id)
    const booked = charge.balance_transaction as Stripe.BalanceTransaction
    assert.containsSubset(booked, { source: charge.id, fee: 43, net: 1157, exchange_rate: null })
    const updates = await control.events({ type: 'charge.updated' })
    assert.lengthOf(updates, 1)
    assert.deepEqual(updates[0].data.previous_attributes, { balance_transaction: null })
    assert.containsSubset(updates[0].data.object, {
      id: charge.id,
      balance_transaction: booked.id,
    })
    await control.passTime({ seconds: 3600 })
    assert.lengthOf(await control.events({ type: 'charge.updated' }), 1)
  })

  test('of a delayed payment is known a minute after it has arrived', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    await control.changeSettings({ fees: 'a_minute_later' })
    const { id } = await openSession(stripe, await givenPrice(stripe))
    await control.pay(id, { method: 'bank_debit' })
    await control.passTime({ seconds: 3600 })
    assert.lengthOf(await control.events({ type: 'charge.updated' }), 0)

    await control.settle(id)
    await control.passTime({ seconds: 60 })
    assert.isNotNull((await chargeOf(stripe, id)).balance_transaction)
  })

  test('is in the currency of the balance: {amount} {currency} are {settled} at {rate}')
    .with([
      { amount: 1200, currency: 'usd', settled: 1104, rate: 0.92 },
      { amount: 1800, currency: 'jpy', settled: 1080, rate: 0.006 },
      { amount: 4500, currency: 'kwd', settled: 1350, rate: 3 },
      { amount: 1200, currency: 'eur', settled: 1200, rate: null },
    ])
    .run(async (context, { amount, currency, settled, rate }) => {
      const { assert } = context
      const { control, stripe } = await givenEmulator(context)
      await control.changeSettings({ settlementCurrency: 'eur' })
      const price = await givenPrice(stripe, { currency, unit_amount: amount })
      const { id } = await openSession(stripe, price)
      await control.pay(id)

      const charge = await chargeOf(stripe, id)
      const booked = charge.balance_transaction as Stripe.BalanceTransaction
      const fee = Math.round(settled * 0.015) + 25
      assert.containsSubset(booked, {
        amount: settled,
        currency: 'eur',
        exchange_rate: rate,
        fee,
        net: settled - fee,
        fee_details: [{ amount: fee, currency: 'eur', type: 'stripe_fee' }],
      })
      assert.equal(charge.currency, currency)

      const refund = await stripe.refunds.create({ charge: charge.id })
      const back = await stripe.balanceTransactions.retrieve(refund.balance_transaction as string)
      assert.containsSubset(back, {
        amount: -settled,
        currency: 'eur',
        exchange_rate: rate,
        fee: 0,
      })
    })
})
