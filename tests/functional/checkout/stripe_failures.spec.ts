import { test } from '@japa/runner'
import CheckoutAttempt from '#models/checkout_attempt'
import {
  callsToStripe,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  sessionIdIn,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

const SESSIONS = { method: 'POST', path: '^/v1/checkout/sessions$' }

test.group('Pressing Buy while Stripe fails', (group) => {
  group.each.setup(() => givenStore())

  test('says so within twelve seconds, keeps the choice, and retries with the same attempt', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'timeout', times: 9 })

    const start = performance.now()
    const answer = await pressBuy(buyer, 'course', { price_id: 'price_course_team' })
    assert.isBelow(performance.now() - start, 12_500)
    assert.equal(answer.status, 503)
    assert.isNotNull(answer.headers.get('retry-after'))
    assert.include(answer.body, 'value="price_course_team"')
    assert.include(answer.body, 'action="/products/course/checkout"')
    await emulator.clearFaults()

    const sessionId = await openSession(buyer, 'course', { price_id: 'price_course_team' })

    const attempts = await CheckoutAttempt.all()
    assert.lengthOf(attempts, 1)
    assert.equal(attempts[0].checkoutSessionId, sessionId)
    const calls = await callsToStripe('POST', '/v1/checkout/sessions')
    assert.equal(new Set(calls.map((call) => call.idempotencyKey)).size, 1)
  }).timeout(40_000)

  test('retries, and gets the session whose answer was lost', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'timeout', executed: true })

    const sessionId = await openSession(buyer, 'book')

    const calls = await callsToStripe('POST', '/v1/checkout/sessions')
    assert.lengthOf(calls, 2)
    assert.equal(new Set(calls.map((call) => call.idempotencyKey)).size, 1)
    assert.equal((await CheckoutAttempt.firstOrFail()).checkoutSessionId, sessionId)
  })

  test('does not wait when Stripe refuses connections', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'reset', times: 6 })

    const start = performance.now()
    const answer = await pressBuy(buyer, 'book')

    assert.equal(answer.status, 503)
    assert.isBelow(performance.now() - start, 5000)
  })

  test('gets the same session after a truncated answer', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'reset_after_headers' })

    const sessionId = await openSession(buyer, 'book')

    const calls = await callsToStripe('POST', '/v1/checkout/sessions')
    assert.isAbove(calls.length, 1)
    assert.equal(new Set(calls.map((call) => call.idempotencyKey)).size, 1)
    assert.equal((await CheckoutAttempt.firstOrFail()).checkoutSessionId, sessionId)
  })

  test('waits out a rate limit', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'status', status: 429, times: 2 })

    const answer = await pressBuy(buyer, 'book')

    sessionIdIn(answer)
    assert.lengthOf(await CheckoutAttempt.all(), 1)
  })

  test('starts over with another key after a final error', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'status', status: 500 })

    const refused = await pressBuy(buyer, 'book')
    assert.equal(refused.status, 503)
    const sessionId = await openSession(buyer, 'book')

    const attempts = await CheckoutAttempt.query().orderBy('id')
    assert.deepEqual(
      attempts.map(({ status }) => status),
      ['failed', 'open']
    )
    assert.notEqual(attempts[0].idempotencyKey, attempts[1].idempotencyKey)
    assert.equal(attempts[1].checkoutSessionId, sessionId)
  })

  test('gets the session that Stripe made before it failed', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'status', status: 500, executed: true })

    const sessionId = await openSession(buyer, 'book')

    assert.lengthOf((await stripe.checkout.sessions.list()).data, 1)
    const attempts = await CheckoutAttempt.all()
    assert.deepEqual(
      attempts.map((attempt) => [attempt.status, attempt.checkoutSessionId]),
      [['open', sessionId]]
    )
  })

  test('leads a second click to the session of the first, however slow it is', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'delay', delayMs: 1500 })

    const [first, second] = await Promise.all([pressBuy(buyer, 'book'), pressBuy(buyer, 'book')])

    assert.equal(sessionIdIn(first), sessionIdIn(second))
    assert.lengthOf(await callsToStripe('POST', '/v1/checkout/sessions'), 1)
  })
})
