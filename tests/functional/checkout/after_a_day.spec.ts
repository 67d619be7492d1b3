import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import app from '@adonisjs/core/services/app'
import CloseCheckouts from '#checkout/close_checkouts'
import stripeConfig from '#config/stripe'
import CheckoutAttempt from '#models/checkout_attempt'
import CustomerRequest from '#models/customer_request'
import type User from '#models/user'
import { Deadline } from '#shared/deadline'
import { givenBuyer, givenStore, openSession, pressBuy } from '#tests/helpers/store/buying'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { signedIn } from '#tests/helpers/store/signed_in'
import { advanceTime, passADay, restoreTime } from '#tests/helpers/store/time'
import { emulator } from '#tests/helpers/stripe/emulator'
import { LOST } from '#tests/helpers/stripe/faults'
import { stripe } from '#tests/helpers/stripe/stripe'

const CREATE_SESSION = { method: 'POST', path: '^/v1/checkout/sessions$' }
const CREATE_CUSTOMER = { method: 'POST', path: '^/v1/customers$' }

test.group('Pressing Buy again, a day after the answer was lost', (group) => {
  group.each.setup(() => givenStore())
  group.each.teardown(() => restoreTime())

  test('makes no second customer', async ({ assert }) => {
    const { user, browser } = await givenBuyer()
    await emulator.fault({ ...CREATE_CUSTOMER, ...LOST })
    assert.equal((await pressBuy({ browser }, 'book')).status, 503)
    await emulator.clearFaults()
    assert.lengthOf(await CustomerRequest.all(), 1)

    await openADayLater(user)

    const { data } = await stripe.customers.list()
    assert.lengthOf(data, 1)
    assert.equal((await user.refresh()).stripeCustomerId, data[0].id)
    assert.lengthOf(await CustomerRequest.all(), 0, 'what was sent is not kept')
  })

  test('makes no second customer though the buyer has another address by now', async ({
    assert,
  }) => {
    const { user, browser } = await givenBuyer()
    await emulator.fault({ ...CREATE_CUSTOMER, ...LOST })
    await pressBuy({ browser }, 'book')
    await emulator.clearFaults()
    await db.from('users').where('id', user.id).update({ email: 'new@example.com' })

    await openADayLater(await user.refresh())
    await runDueWork()

    const { data } = await stripe.customers.list()
    assert.deepEqual(
      data.map(({ email }) => email),
      ['new@example.com']
    )
  })

  test('makes one customer where the first call never arrived', async ({ assert }) => {
    const { user, browser } = await givenBuyer()
    await emulator.fault({ ...CREATE_CUSTOMER, kind: 'reset', times: 9 })
    await pressBuy({ browser }, 'book')
    await emulator.clearFaults()

    await openADayLater(user)

    assert.lengthOf((await stripe.customers.list()).data, 1)
  })

  test('makes a new session, because the first has expired', async ({ assert }) => {
    const { user, browser } = await givenBuyer()
    await emulator.fault({ ...CREATE_SESSION, ...LOST })
    assert.equal((await pressBuy({ browser }, 'book')).status, 503)
    await emulator.clearFaults()

    const sessionId = await openADayLater(user)

    const sessions = await sessionsAtStripe()
    assert.deepEqual(
      sessions.map(({ id, status }) => [id === sessionId, status]),
      [
        [true, 'open'],
        [false, 'expired'],
      ]
    )
    const attempts = await CheckoutAttempt.query().orderBy('id')
    assert.deepEqual(
      attempts.map(({ status }) => status),
      ['expired', 'open']
    )
  })
})

test.group('A session whose answer was lost', (group) => {
  group.each.setup(() => givenStore())
  group.each.teardown(() => restoreTime())

  test('is the one that the buyer gets, though too late to ask for another like it', async ({
    assert,
  }) => {
    const { user, browser } = await givenBuyer()
    await emulator.fault({ ...CREATE_SESSION, ...LOST })
    await pressBuy({ browser }, 'book')
    await emulator.clearFaults()
    advanceTime((stripeConfig.sessionMinutes - 20) * 60)

    const sessionId = await openSession({ browser: await signedIn(user) }, 'book')

    assert.deepEqual(
      (await sessionsAtStripe()).map(({ id }) => id),
      [sessionId]
    )
  })

  test('is closed with its product, and no other is made for it', async ({ assert }) => {
    const { browser } = await givenBuyer()
    await emulator.fault({ ...CREATE_SESSION, ...LOST })
    await pressBuy({ browser }, 'book')
    await emulator.clearFaults()
    await emulator.passTime({ seconds: 60 })
    const attempt = await CheckoutAttempt.firstOrFail()
    const closeCheckouts = await app.container.make(CloseCheckouts)

    const { productConfigurationId } = await attempt.related('lines').query().firstOrFail()
    await closeCheckouts.handle(productConfigurationId, new Deadline(10_000))

    assert.deepEqual(
      (await sessionsAtStripe()).map(({ status }) => status),
      ['expired']
    )
    assert.equal((await attempt.refresh()).status, 'expired')
  })
})

async function openADayLater(user: User): Promise<string> {
  passADay()
  return openSession({ browser: await signedIn(user) }, 'book')
}

async function sessionsAtStripe() {
  const { data } = await stripe.checkout.sessions.list()
  return Promise.all(data.map(({ id }) => stripe.checkout.sessions.retrieve(id)))
}
