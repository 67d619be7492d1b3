import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import {
  CATALOGUE,
  callsToStripe,
  resetCheckoutLimits,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  purchaseOf,
  returnFromCheckout,
  sessionIdIn,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'
import CheckoutAttempt from '#models/checkout_attempt'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenOpenCheckout, givenSale } from '#tests/helpers/store/sale'
import { signedIn } from '#tests/helpers/store/signed_in'

/** Adds a product of $10.00, $10.01 and so on. */
async function givenProductWithPrices(count: number) {
  const prices = Array.from({ length: count }, (_, index) => ({
    id: `price_fonts_${index}`,
    currency: 'usd',
    unit_amount: 1000 + index,
  }))
  await emulator.reset({
    catalogue: [
      ...CATALOGUE,
      { id: 'prod_fonts', name: 'Fonts', prices, default_price: prices[0].id },
    ],
  })
  const syncCatalogue = await app.container.make(SyncCatalogue)
  await syncCatalogue.handle()
}

test.group('Pressing Buy', (group) => {
  group.each.setup(() => givenStore())

  test('leads to the payment page with the chosen price', async ({ assert }) => {
    const buyer = await givenBuyer()

    const response = await pressBuy(buyer, 'course', { price_id: 'price_course_team' })

    assert.equal(response.status, 303)
    const [call] = await callsToStripe('POST', '/v1/checkout/sessions')
    const attempt = await CheckoutAttempt.findByOrFail('userId', buyer.user.id)
    const user = await buyer.user.refresh()
    assert.equal(attempt.checkoutSessionId, sessionIdIn(response))
    assert.equal(attempt.url, response.location)
    assert.equal(attempt.idempotencyKey, call.idempotencyKey)
    assert.equal((await lineOf(attempt)).subtotalAmount, 14900)
    assert.containsSubset(attempt.parameters, {
      mode: 'payment',
      line_items: [{ price: 'price_course_team', quantity: 1 }],
      client_reference_id: attempt.idempotencyKey,
      customer: user.stripeCustomerId,
      allow_promotion_codes: true,
      metadata: { product: 'prod_course', attempt: attempt.idempotencyKey },
    })
    assert.notProperty(attempt.parameters, 'payment_method_types')
    assert.approximately(attempt.expiresAt.diffNow('minutes').minutes, 60, 1)
  })

  test('sells a price from a later page of the product', async ({ assert }) => {
    await givenProductWithPrices(120)
    const buyer = await givenBuyer()
    const page = await buyer.browser.get('/products/fonts?page=3')
    const ids = [...page.body.matchAll(/name="price_id" value="(\w+)"/g)].map(([, id]) => id)

    const sessionId = await openSession(buyer, 'fonts', { price_id: 'price_fonts_119' })
    await emulator.pay(sessionId)
    await returnFromCheckout(buyer, sessionId)

    assert.include(ids, 'price_fonts_119')
    assert.notInclude((await buyer.browser.get('/products/fonts')).body, 'price_fonts_119"')
    const purchase = await purchaseOf(sessionId)
    assert.equal(purchase?.status, 'active')
    assert.equal(purchase?.totalAmount, 1119)
    assert.equal(purchase?.priceSnapshot.stripeId, 'price_fonts_119')
  })

  test('uses the default price when none is chosen', async ({ assert }) => {
    const { buyer } = await givenOpenCheckout('course')
    const attempt = await CheckoutAttempt.findByOrFail('userId', buyer.user.id)
    assert.equal((await lineOf(attempt)).subtotalAmount, 4900)
  })

  test('leads every click and device to the one open session', async ({ assert }) => {
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

  test('opens a new session once the old one has expired', async ({ assert }) => {
    const { buyer, sessionId: first } = await givenOpenCheckout()
    await emulator.setDelivery({ mode: 'off' })
    await emulator.expireSession(first)

    const second = await openSession(buyer, 'book')

    assert.notEqual(first, second)
    const old = await CheckoutAttempt.findByOrFail('checkoutSessionId', first)
    assert.equal(old.status, 'expired')
  })

  test('names the payment or the subscription at Stripe after the product', async ({ assert }) => {
    const book = await givenSale('book')
    const plan = await givenSale('plan')
    const attempts = await CheckoutAttempt.query().orderBy('id')

    const payment = await stripe.paymentIntents.retrieve(book.purchase.paymentIntentId!)
    const subscription = await stripe.subscriptions.retrieve(plan.purchase.subscriptionId!)

    assert.equal(payment.description, 'Book')
    assert.equal(payment.metadata.attempt, attempts[0].parameters.metadata.attempt)
    assert.equal(subscription.description, 'Plan')
    assert.equal(subscription.metadata.attempt, attempts[1].parameters.metadata.attempt)
  })

  test('offers no promotion codes for a free product', async ({ assert }) => {
    const { buyer } = await givenOpenCheckout('sheet')
    const attempt = await CheckoutAttempt.findByOrFail('userId', buyer.user.id)
    assert.equal((await lineOf(attempt)).subtotalAmount, 0)
    assert.notProperty(attempt.parameters, 'allow_promotion_codes')
  })

  test('creates one Stripe customer for all purchases, even for two first clicks', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()

    await Promise.all([openSession(buyer, 'book'), openSession(buyer, 'plan')])
    await openSession(buyer, 'tea')

    const attempts = await CheckoutAttempt.all()
    const customers = new Set(attempts.map(({ parameters }) => parameters.customer))
    assert.lengthOf(attempts, 3)
    assert.equal(customers.size, 1)
    assert.isTrue(customers.has((await buyer.user.refresh()).stripeCustomerId))
  })

  test('replaces a customer that was deleted in Stripe', async ({ assert }) => {
    const buyer = await givenBuyer()
    await buyer.user.merge({ stripeCustomerId: 'cus_deleted' }).save()

    const sessionId = await openSession(buyer, 'book')

    await buyer.user.refresh()
    assert.notEqual(buyer.user.stripeCustomerId, 'cus_deleted')
    const attempts = await CheckoutAttempt.query().orderBy('id')
    assert.deepEqual(
      attempts.map(({ status, checkoutSessionId }) => [status, checkoutSessionId]),
      [
        ['failed', null],
        ['open', sessionId],
      ]
    )
  })

  test('answers 404 for an unknown product', async ({ assert }) => {
    const buyer = await givenBuyer()

    assert.equal((await pressBuy(buyer, 'nothing')).status, 404)
    assert.lengthOf(await CheckoutAttempt.all(), 0)
    assert.lengthOf(await callsToStripe('POST', '/v1/checkout/sessions'), 0)
  })

  test('refuses prices of other products and invalid ones', async ({ assert }) => {
    const buyer = await givenBuyer()

    for (const priceId of ['price_course', 'price_unknown', "' or 1=1 --", 'x'.repeat(9999)]) {
      const answer = await pressBuy(buyer, 'book', { price_id: priceId })
      assert.equal(answer.status, 303, priceId)
      assert.equal(answer.location, '/products/book')
      await resetCheckoutLimits(buyer)
    }
    const page = await buyer.browser.get('/products/book')
    assert.include(page.body, 'not offered any more')
    assert.lengthOf(await CheckoutAttempt.all(), 0)
  })

  test('leads a signed-out visitor to sign-in, and then straight to the payment page', async ({
    assert,
  }) => {
    const { user } = await givenBuyer()
    const browser = new Visitor()

    await browser.get('/login')
    const refused = await browser.post('/products/course/checkout', {
      price_id: 'price_course_team',
    })
    assert.equal(refused.status, 303)
    assert.equal(refused.location, '/login?product=course&price=price_course_team')

    await browser.get(refused.location!)
    const answer = await browser.signIn(user)
    sessionIdIn(answer)
    const attempt = await CheckoutAttempt.findByOrFail('userId', user.id)
    assert.equal((await lineOf(attempt)).subtotalAmount, 14900)
  })
})

function lineOf(attempt: CheckoutAttempt) {
  return attempt.related('lines').query().firstOrFail()
}
