import { test } from '@japa/runner'
import {
  callsToStripe,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  sessionIdIn,
  signedIn,
} from '#tests/helpers/buying'
import { emulator } from '#tests/helpers/emulator'
import CheckoutAttempt from '#models/checkout_attempt'

test.group('Pressing Buy', (group) => {
  group.each.setup(() => givenStore())

  test('leads to the payment page with what was asked for', async ({ assert }) => {
    const buyer = await givenBuyer()

    const response = await pressBuy(buyer, 'course', { price_id: 'price_course_team' })

    assert.equal(response.status, 303)
    const [call] = await callsToStripe('POST', '/v1/checkout/sessions')
    const attempt = await CheckoutAttempt.findByOrFail('userId', buyer.user.id)
    const user = await buyer.user.refresh()
    assert.equal(attempt.checkoutSessionId, sessionIdIn(response))
    assert.equal(attempt.url, response.location)
    assert.equal(attempt.idempotencyKey, call.idempotencyKey)
    assert.equal(attempt.subtotalAmount, 14900)
    assert.containsSubset(attempt.parameters, {
      mode: 'payment',
      line_items: [{ price: 'price_course_team', quantity: 1 }],
      client_reference_id: String(user.id),
      customer: user.stripeCustomerId,
      allow_promotion_codes: true,
      metadata: { product_configuration_id: String(attempt.productConfigurationId) },
    })
    assert.notProperty(attempt.parameters, 'payment_method_types')
    assert.approximately(attempt.expiresAt.diffNow('minutes').minutes, 60, 1)
  })

  test('takes the price that the product is shown with where none is chosen', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    await openSession(buyer, 'course')
    const attempt = await CheckoutAttempt.findByOrFail('userId', buyer.user.id)
    assert.equal(attempt.subtotalAmount, 4900)
  })

  test('sends everybody to the one open session', async ({ assert }) => {
    const buyer = await givenBuyer()

    const otherDevice = { browser: await signedIn(buyer.user) }

    const clicks = await Promise.all(
      [buyer, buyer, otherDevice].map((from) => pressBuy(from, 'book'))
    )
    const later = await pressBuy(buyer, 'book')

    const sessions = new Set([...clicks, later].map(sessionIdIn))
    assert.equal(sessions.size, 1)
    assert.lengthOf(await CheckoutAttempt.all(), 1)
    const created = await callsToStripe('POST', '/v1/checkout/sessions')
    assert.equal(new Set(created.map((call) => call.idempotencyKey)).size, 1)
  })

  test('makes a new session once the old one is over', async ({ assert }) => {
    const buyer = await givenBuyer()
    const first = await openSession(buyer, 'book')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.expireSession(first)

    const second = await openSession(buyer, 'book')

    assert.notEqual(first, second)
    const old = await CheckoutAttempt.findByOrFail('checkoutSessionId', first)
    assert.equal(old.status, 'expired')
  })
})
