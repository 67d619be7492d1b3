import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import app from '@adonisjs/core/services/app'
import ResumeMissedWork from '#operations/resume_missed_work'
import CheckoutAttempt from '#models/checkout_attempt'
import Mail from '#models/mail'
import StripeEvent from '#models/stripe_event'
import {
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenOpenCheckout } from '#tests/helpers/store/sale'

test.group('The sweep', (group) => {
  group.each.setup(() => givenStore())

  test('handles events and mails whose job was lost', async ({ assert }) => {
    const { sessionId } = await givenOpenCheckout()
    await emulator.pay(sessionId)

    await sweep()

    assert.equal((await purchaseOf(sessionId))!.status, 'active')
    const event = await StripeEvent.findByOrFail('type', 'checkout.session.completed')
    assert.isNotNull(event.handledAt)

    await sweep()
    assert.equal((await Mail.firstOrFail()).status, 'sent')
  })

  test('finds payments whose events were all lost', async ({ assert }) => {
    const { buyer, sessionId: paid } = await givenOpenCheckout()
    const abandoned = await openSession(buyer, 'tea')
    const open = await openSession(buyer, 'course')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.pay(paid)
    await emulator.expireSession(abandoned)
    await makeOld([paid, abandoned])

    await sweep()

    assert.equal((await purchaseOf(paid))!.status, 'active')
    assert.deepEqual(await statuses(), {
      [paid]: 'completed',
      [abandoned]: 'expired',
      [open]: 'open',
    })
  })

  test('fails attempts that never got a session', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ path: '/v1/checkout/sessions', kind: 'reset', times: 4 })
    assert.equal((await pressBuy(buyer, 'book')).status, 503)
    await CheckoutAttempt.query().update({ expiresAt: DateTime.utc().minus({ hours: 1 }).toISO() })

    await sweep()

    assert.equal((await CheckoutAttempt.firstOrFail()).status, 'failed')
  })

  test('leaves an event that fails to the next sweep', async ({ assert }) => {
    const { sessionId } = await givenOpenCheckout()
    await emulator.pay(sessionId)
    await emulator.fault({ path: `/v1/checkout/sessions/${sessionId}`, kind: 'reset', times: 20 })

    await sweep()
    const failed = await StripeEvent.findByOrFail('type', 'checkout.session.completed')
    await emulator.clearFaults()
    await sweep()
    const waiting = await StripeEvent.findOrFail(failed.id)

    assert.isNotNull(failed.error)
    assert.isNull(waiting.handledAt)
    assert.isAbove(waiting.nextAttemptAt!.toMillis(), Date.now())

    await waiting.merge({ nextAttemptAt: DateTime.utc().minus({ seconds: 1 }) }).save()
    await sweep()
    assert.isNotNull((await StripeEvent.findOrFail(failed.id)).handledAt)
    assert.equal((await purchaseOf(sessionId))!.status, 'active')
  })
})

async function sweep() {
  const action = await app.container.make(ResumeMissedWork)
  await action.handle()
}

async function makeOld(sessionIds: string[]) {
  await CheckoutAttempt.query()
    .whereIn('checkoutSessionId', sessionIds)
    .update({ expiresAt: DateTime.utc().minus({ hours: 1 }).toISO() })
}

async function statuses() {
  const attempts = await CheckoutAttempt.all()
  return Object.fromEntries(
    attempts.map(({ checkoutSessionId, status }) => [checkoutSessionId, status])
  )
}
