import { test } from '@japa/runner'
import { countAttempt } from '#http/rate_limit'
import { checkoutRecheckByAccount } from '#http/rate_limits'
import CheckoutAttempt from '#models/checkout_attempt'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import {
  callsToStripe,
  returnFromCheckout,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  purchaseOf,
  sessionIdIn,
  deliverEvents,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { stripe } from '#tests/helpers/stripe/stripe'
import { Visitor } from '#tests/helpers/store/visitor'
import {
  givenOpenCheckout,
  givenPendingPayment,
  givenSale,
  givenUnreportedPayment,
} from '#tests/helpers/store/sale'

test.group('Returning from the payment page', (group) => {
  group.each.setup(() => givenStore())

  test('shows the purchase even when no webhook ever arrives', async ({ assert }) => {
    const { buyer, sessionId } = await givenUnreportedPayment()

    const answer = await returnFromCheckout(buyer, sessionId)

    const purchase = await Purchase.findByOrFail('checkoutSessionId', sessionId)
    assert.equal(answer.status, 303)
    assert.equal(answer.location, `/purchases/${purchase.reference}`)
    assert.containsSubset(purchase, {
      userId: buyer.user.id,
      status: 'active',
      currency: 'usd',
      subtotalAmount: 1200,
      totalAmount: 1200,
      quantity: 1,
      livemode: false,
      stripeCustomerId: (await buyer.user.refresh()).stripeCustomerId,
      productSnapshot: { stripeId: 'prod_book', name: 'Book' },
      priceSnapshot: { stripeId: 'price_book', unitAmount: 1200 },
    })
    const page = await buyer.browser.get(answer.location!)
    assert.include(page.body, 'Thank you. “Book” is yours.')
  })

  test('adds nothing after the webhook', async ({ assert }) => {
    const { buyer, sessionId } = await givenSale()
    const calls = (await emulator.requests()).length

    const [first, second] = [
      await returnFromCheckout(buyer, sessionId),
      await returnFromCheckout(buyer, sessionId),
    ]

    assert.equal(first.location, second.location)
    assert.lengthOf(await Purchase.all(), 1)
    assert.lengthOf(await Mail.query().where('kind', 'receipt'), 1)
    assert.lengthOf(await emulator.requests(), calls)
  })

  test('records the purchase once when the webhook arrives afterwards', async ({ assert }) => {
    const { buyer, sessionId, eventId } = await givenUnreportedPayment()
    await returnFromCheckout(buyer, sessionId)
    const before = (await purchaseOf(sessionId))!

    await emulator.deliver(eventId)
    await runDueWork()

    assert.isNotNull((await StripeEvent.findByOrFail('stripeId', eventId)).handledAt)
    const purchase = (await purchaseOf(sessionId))!
    assert.equal(purchase.id, before.id)
    assert.equal(purchase.status, 'active')
    assert.lengthOf(purchase.payments, 1)
    assert.lengthOf(await Purchase.all(), 1)
    assert.lengthOf(await Mail.all(), 1)
  })

  test('records a free purchase', async ({ assert }) => {
    const { buyer, sessionId } = await givenUnreportedPayment('sheet')

    await returnFromCheckout(buyer, sessionId)

    const purchase = await purchaseOf(sessionId)
    assert.containsSubset(purchase, { status: 'active', totalAmount: 0, paymentIntentId: null })
    assert.lengthOf(purchase!.payments, 0)
    assert.lengthOf(await Mail.query().where('kind', 'receipt'), 1)
  })

  test('records a purchase that a promotion code made free', async ({ assert }) => {
    const buyer = await givenBuyer()
    const coupon = await stripe.coupons.create({ percent_off: 100, duration: 'once' })
    await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'GIFT',
    })
    const sessionId = await openSession(buyer, 'course')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.pay(sessionId, { promotionCode: 'GIFT' })

    await returnFromCheckout(buyer, sessionId)

    assert.containsSubset(await purchaseOf(sessionId), {
      status: 'active',
      subtotalAmount: 4900,
      discountAmount: 4900,
      totalAmount: 0,
    })
  })

  test('waits for a delayed payment and shows when it has arrived', async ({ assert }) => {
    const { buyer, sessionId } = await givenOpenCheckout()
    await emulator.pay(sessionId, { method: 'bank_debit' })

    const waiting = await returnFromCheckout(buyer, sessionId)
    assert.equal(waiting.status, 200)
    assert.include(waiting.body, 'Your payment is on its way')
    assert.match(waiting.headers.get('refresh')!, /^\d+; url=\/checkout\/return\?/)
    const opened = await buyer.browser.get('/products/book/access')
    assert.equal(opened.status, 303)
    assert.deepEqual(await statusOf(buyer.browser, sessionId), { status: 'waiting' })

    await emulator.settle(sessionId)
    await deliverEvents()

    assert.deepEqual(await statusOf(buyer.browser, sessionId), { status: 'done' })
    const done = await returnFromCheckout(buyer, sessionId)
    assert.equal(done.status, 303)
    assert.equal((await buyer.browser.get('/products/book/access')).status, 200)
    assert.deepEqual(await mailKinds(), ['payment_pending', 'receipt'])
  })

  test('gives no access and sends a mail when a delayed payment failed', async ({ assert }) => {
    const { buyer, sessionId } = await givenPendingPayment()
    await emulator.failDelayed(sessionId)
    await deliverEvents()

    const answer = await returnFromCheckout(buyer, sessionId)

    assert.equal(answer.status, 303)
    assert.equal((await purchaseOf(sessionId))?.status, 'failed')
    assert.equal((await buyer.browser.get('/products/book/access')).status, 303)
    assert.deepEqual(await mailKinds(), ['payment_failed', 'payment_pending'])
  })

  test('answers 404 for sessions of others, unknown and malformed ones', async ({ assert }) => {
    const buyer = await givenBuyer()
    const stranger = await givenBuyer()
    const sessionId = await openSession(buyer, 'book')
    await emulator.pay(sessionId)
    const foreign = await foreignSession()

    for (const id of [
      sessionId,
      foreign,
      'cs_test_unknown',
      `${sessionId}x`,
      `${sessionId}/../`,
      'cs_live_x',
      'pi_x',
      '',
    ]) {
      const answer = await returnFromCheckout(stranger, encodeURIComponent(id))
      assert.equal(answer.status, 404, id)
      assert.notInclude(answer.body, 'Book')
    }
    assert.equal((await returnFromCheckout(buyer, sessionId)).status, 303)
    const anonymous = await returnFromCheckout({ browser: new Visitor() }, sessionId)
    assert.equal(anonymous.location, '/login')
  })

  test('asks Stripe about five unknown sessions in ten minutes, and always about real ones', async ({
    assert,
  }) => {
    const { buyer, sessionId } = await givenUnreportedPayment()
    const statuses: number[] = []
    for (let count = 0; count < 8; count++) {
      statuses.push((await returnFromCheckout(buyer, `cs_test_madeUp${count}`)).status)
    }
    const refused = await returnFromCheckout(buyer, 'cs_test_madeUp8')

    assert.deepEqual(statuses, [404, 404, 404, 404, 404, 429, 429, 429])
    assert.include(refused.body, 'Please wait 10 minutes')
    assert.isAbove(Number(refused.headers.get('retry-after')), 0)
    assert.lengthOf(await readsOfSession('cs_test_madeUp'), 5)
    assert.equal((await returnFromCheckout(buyer, sessionId)).status, 303)
    assert.equal((await returnFromCheckout(await givenBuyer(), 'cs_test_other')).status, 404)
  })

  test('asks Stripe about an unpaid session a limited number of times', async ({ assert }) => {
    const { buyer, sessionId } = await givenOpenCheckout()
    assert.equal((await returnFromCheckout(buyer, sessionId)).status, 303)
    for (let count = 1; count < checkoutRecheckByAccount.requests; count++) {
      await countAttempt(checkoutRecheckByAccount, buyer.user.id)
    }
    const reads = await readsOfSession(sessionId)

    assert.equal((await returnFromCheckout(buyer, sessionId)).status, 429)
    assert.deepEqual(await readsOfSession(sessionId), reads)

    await emulator.pay(sessionId)
    await deliverEvents()
    assert.equal((await returnFromCheckout(buyer, sessionId)).status, 303)
  })

  test('leads back to the product while the session is unpaid or expired', async ({ assert }) => {
    const { buyer, sessionId } = await givenOpenCheckout()

    const open = await returnFromCheckout(buyer, sessionId)
    assert.equal(open.location, '/products/book')

    await emulator.expireSession(sessionId)
    const expired = await returnFromCheckout(buyer, sessionId)
    assert.equal(expired.location, '/products/book')
    const page = await buyer.browser.get('/products/book')
    assert.include(page.body, 'Nothing was charged')
    assert.equal((await CheckoutAttempt.firstOrFail()).status, 'expired')
  })

  test('leads back to the product with a message after going back on Stripe', async ({
    assert,
  }) => {
    const { buyer } = await givenOpenCheckout()
    const { parameters } = await CheckoutAttempt.firstOrFail()

    const answer = await buyer.browser.get(parameters.cancel_url)

    assert.equal(answer.location, '/products/book')
    const page = await buyer.browser.get('/products/book')
    assert.include(page.body, 'You went back before paying. Nothing was charged.')
    for (const product of ['//evil.example', 'x"y', '../login']) {
      const path = `/checkout/cancelled?product=${encodeURIComponent(product)}`
      assert.equal((await buyer.browser.get(path)).location, '/')
    }
  })

  test('asks to wait and not to pay again when Stripe does not answer', async ({ assert }) => {
    const { buyer, sessionId } = await givenUnreportedPayment()
    await emulator.fault({ path: '/v1/checkout/sessions', kind: 'status', status: 503, times: 2 })

    const answer = await returnFromCheckout(buyer, sessionId)
    assert.equal(answer.status, 200)
    assert.include(answer.body, 'Please do not pay again')

    await emulator.clearFaults()
    assert.equal((await returnFromCheckout(buyer, sessionId)).status, 303)
  })
})

test.group('Buying an owned product again', (group) => {
  group.each.setup(() => givenStore())

  test('needs a confirmation', async ({ assert }) => {
    const { buyer, sessionId: first } = await givenSale()

    const asked = await pressBuy(buyer, 'book')
    assert.equal(asked.status, 409)
    assert.include(asked.body, 'You already have “Book”')
    assert.include(asked.body, 'name="again" value="yes"')
    assert.lengthOf(await CheckoutAttempt.all(), 1)

    const second = await openSession(buyer, 'book', { price_id: 'price_book', again: 'yes' })
    assert.notEqual(second, first)
    await emulator.pay(second)
    await deliverEvents()
    assert.lengthOf(await Purchase.query().where('status', 'active'), 2)
  })

  test('needs a confirmation while a first payment is pending', async ({ assert }) => {
    const { buyer } = await givenPendingPayment()

    const asked = await pressBuy(buyer, 'book')

    assert.equal(asked.status, 409)
    assert.include(asked.body, 'that payment is on its way')
  })

  test('needs no confirmation when the product may be bought again', async ({ assert }) => {
    const { buyer } = await givenSale()
    const purchase = await Purchase.firstOrFail()
    await purchase.load('productConfiguration')
    await purchase.productConfiguration.merge({ mayBuyAgain: true }).save()

    sessionIdIn(await pressBuy(buyer, 'book'))
    assert.lengthOf(await CheckoutAttempt.all(), 2)
  })

  test('leads to the purchase when the payment was just made', async ({ assert }) => {
    const { buyer, sessionId } = await givenUnreportedPayment()

    const answer = await pressBuy(buyer, 'book')

    assert.equal(answer.status, 303)
    assert.equal(answer.location, `/checkout/return?session_id=${sessionId}`)
    assert.lengthOf(await callsToStripe('POST', '/v1/checkout/sessions'), 1)
  })
})

async function statusOf(browser: Visitor, sessionId: string) {
  const answer = await browser.get(`/checkout/return?session_id=${sessionId}`, {
    accept: 'application/json',
  })
  return JSON.parse(answer.body)
}

/** The calls with which the store read sessions whose ids begin like this. */
async function readsOfSession(start: string) {
  const requests = await emulator.requests()
  return requests.filter(({ path }) => path.startsWith(`/v1/checkout/sessions/${start}`))
}

async function mailKinds() {
  const mails = await Mail.query().orderBy('kind')
  return mails.map(({ kind }) => kind)
}

/** A paid session of another store on the same Stripe account. */
async function foreignSession() {
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price: 'price_book', quantity: 1 }],
    success_url: 'https://other.example/done',
    metadata: { source: 'kiosk-OTHERSTORE', product_configuration_id: '1' },
  })
  await emulator.pay(session.id)
  return session.id
}
