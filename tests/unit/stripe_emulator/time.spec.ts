import { test } from '@japa/runner'
import type Stripe from 'stripe'
import type { EmulatorControl } from '#stripe_emulator/control_client'
import { RENEWAL_FAILS_CARD } from '#stripe_emulator/payments/cards'
import { givenEmulator, givenPrice, openSession } from '#tests/unit/stripe_emulator/support'

const DAY = 24 * 60 * 60

test.group("The local Stripe's time", () => {
  test('advances to the next renewal and runs it', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { id, items } = await givenSubscription(stripe, control)
    const [{ current_period_end: end }] = items.data

    const { now } = await control.passTime({ toRenewalOf: id })

    assert.isAtLeast(now, end)
    const renewed = await stripe.subscriptions.retrieve(id)
    assert.isAbove(renewed.items.data[0].current_period_end, end)
    assert.lengthOf((await stripe.invoices.list({ subscription: id })).data, 2)
  })

  test('attempts an unpaid invoice four times, then cancels the subscription', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { id } = await givenSubscription(stripe, control, RENEWAL_FAILS_CARD)

    await control.passTime({ toRenewalOf: id })
    assert.equal((await stripe.subscriptions.retrieve(id)).status, 'past_due')
    await control.passTime({ seconds: 3 * DAY })
    assert.equal((await stripe.subscriptions.retrieve(id)).status, 'past_due')
    await control.passTime({ seconds: 7 * DAY })

    assert.equal((await stripe.subscriptions.retrieve(id)).status, 'canceled')
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data
    assert.equal(invoice.attempt_count, 4)
    assert.lengthOf((await stripe.paymentIntents.list()).data, 2)
  })

  test('collects the open invoice when the card is updated', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { id } = await givenSubscription(stripe, control, RENEWAL_FAILS_CARD)
    await control.passTime({ toRenewalOf: id })

    await control.updateCard(id)

    assert.equal((await stripe.subscriptions.retrieve(id)).status, 'active')
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data
    assert.equal(invoice.status, 'paid')
  })

  test('ends subscriptions that are set to cancel, and expires sessions', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { id } = await givenSubscription(stripe, control)
    const open = await openSession(stripe, await givenPrice(stripe))
    await control.cancelSubscription(id, { atPeriodEnd: true })

    await control.passTime({ seconds: 32 * DAY })

    assert.equal((await stripe.subscriptions.retrieve(id)).status, 'canceled')
    assert.equal((await stripe.checkout.sessions.retrieve(open.id)).status, 'expired')
  })

  test('still sells to a store whose clock is not advanced', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    await control.passTime({ seconds: 40 * DAY })

    const open = await openSession(stripe, await givenPrice(stripe), {
      expires_at: Math.floor(Date.now() / 1000) + 3600,
    })
    await control.pay(open.id)

    assert.equal((await stripe.checkout.sessions.retrieve(open.id)).payment_status, 'paid')
  })

  test('does not renew a paused subscription', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { id } = await givenSubscription(stripe, control)
    await control.pause(id)

    await control.passTime({ seconds: 70 * DAY })
    assert.lengthOf((await stripe.invoices.list({ subscription: id })).data, 1)
    await control.resume(id)

    assert.equal((await stripe.subscriptions.retrieve(id)).status, 'active')
  })
})

async function givenSubscription(stripe: Stripe, control: EmulatorControl, card?: string) {
  const price = await givenPrice(stripe, { recurring: { interval: 'month' } })
  const open = await openSession(stripe, price)
  await control.pay(open.id, { card })
  const session = await stripe.checkout.sessions.retrieve(open.id)
  return stripe.subscriptions.retrieve(session.subscription as string)
}
