import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import emitter from '@adonisjs/core/services/emitter'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import PurchaseCompleted from '#events/purchase_completed'
import CheckoutAttempt from '#models/checkout_attempt'
import Mail from '#models/mail'
import Price from '#models/price'
import Purchase from '#models/purchase'
import {
  returnFromCheckout,
  givenStore,
  purchaseOf,
  deliverEvents,
} from '#tests/helpers/store/buying'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'
import { givenOpenCheckout, givenSale, givenUnreportedPayment } from '#tests/helpers/store/sale'

test.group('Fulfilling a checkout', (group) => {
  group.each.setup(() => givenStore())

  test('by the webhook alone makes one purchase, one payment and one receipt', async ({
    assert,
  }) => {
    const { buyer, sessionId } = await givenSale('tea')

    const purchase = await purchaseOf(sessionId)
    const [payment, ...others] = purchase!.payments
    assert.containsSubset(purchase!.serialize(), { status: 'active', currency: 'jpy' })
    assert.equal(purchase!.totalAmount, 1800)
    assert.lengthOf(others, 0)
    assert.equal(payment.stripeId, purchase!.paymentIntentId)
    assert.equal(payment.amount, 1800)
    assert.match(payment.receiptUrl!, /^http/)
    const mails = await Mail.all()
    assert.lengthOf(mails, 1)
    assert.containsSubset(mails[0].serialize(), { kind: 'receipt', recipient: buyer.user.email })
    const attempt = await CheckoutAttempt.firstOrFail()
    assert.equal(attempt.status, 'completed')
  })

  test('told thirty times at once in one process writes once and sends one mail', async ({
    assert,
  }) => {
    const { sessionId } = await givenUnreportedPayment()

    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, turn) =>
        fulfil(sessionId, turn % 2 ? 'interactive' : 'background')
      )
    )

    assert.isTrue(outcomes.every(({ type }) => type === 'fulfilled'))
    assert.lengthOf(await Purchase.all(), 1)
    assert.lengthOf(await Mail.all(), 1)
    assert.lengthOf((await purchaseOf(sessionId))!.payments, 1)
  })

  test('tells listeners once that a purchase is complete', async ({ assert, cleanup }) => {
    const told: string[] = []
    const stop = emitter.on(PurchaseCompleted, ({ purchase }) => {
      told.push(purchase.reference)
    })
    cleanup(() => stop())
    const { sessionId } = await givenSale()
    await fulfil(sessionId)

    assert.deepEqual(told, [(await purchaseOf(sessionId))!.reference])
  })

  test('a full refund ends access, a failed one gives it back', async ({ assert }) => {
    const { buyer, sessionId } = await givenSale()
    const { paymentIntentId } = (await purchaseOf(sessionId))!
    assert.equal((await buyer.browser.get('/products/book/access')).status, 200)

    const refund = await emulator.refund(paymentIntentId!)
    await deliverEvents()
    assert.equal((await purchaseOf(sessionId))!.status, 'refunded')
    assert.equal((await buyer.browser.get('/products/book/access')).status, 303)

    await emulator.failRefund(refund.id)
    await deliverEvents()
    const purchase = (await purchaseOf(sessionId))!
    assert.equal(purchase.status, 'active')
    assert.equal((await buyer.browser.get('/products/book/access')).status, 200)
    const [row, ...others] = purchase.payments[0].refunds
    assert.containsSubset(row.serialize(), { stripeId: refund.id, status: 'failed', amount: 1200 })
    assert.lengthOf(others, 0)
    assert.lengthOf(await Mail.query().where('kind', 'receipt'), 1)
  })

  test('refunds in parts keep access until all is given back', async ({ assert }) => {
    const { sessionId } = await givenSale()
    const { paymentIntentId } = (await purchaseOf(sessionId))!

    await emulator.refund(paymentIntentId!, { amount: 500 })
    await deliverEvents()
    assert.equal((await purchaseOf(sessionId))!.status, 'active')

    await emulator.refund(paymentIntentId!, { amount: 700 })
    await deliverEvents()
    const purchase = (await purchaseOf(sessionId))!
    assert.equal(purchase.status, 'refunded')
    assert.sameMembers(
      purchase.payments[0].refunds.map(({ amount }) => amount),
      [500, 700]
    )
  })

  test('a refund that is heard of before the payment gives no access and no receipt, and is told', async ({
    assert,
  }) => {
    const { sessionId } = await givenUnreportedPayment()
    const session = await stripe.checkout.sessions.retrieve(sessionId)
    await emulator.refund(String(session.payment_intent))
    await emulator.setDelivery({ mode: 'normal' })
    const events = await emulator.events()
    const find = (type: string) => events.find((event) => event.type === type)!.id

    await emulator.deliver(find('refund.created'))
    await runDueWork()
    assert.equal((await purchaseOf(sessionId))!.status, 'refunded')

    await emulator.deliver(find('checkout.session.completed'))
    await runDueWork()
    assert.equal((await purchaseOf(sessionId))!.status, 'refunded')
    const mails = await Mail.all()
    assert.deepEqual(
      mails.map(({ kind }) => kind),
      ['refunded']
    )
  })

  test('a read that was overtaken does not overwrite a newer one', async ({ assert }) => {
    const { sessionId } = await givenUnreportedPayment()
    const session = await stripe.checkout.sessions.retrieve(sessionId)

    const { holdId } = await emulator.hold({
      method: 'GET',
      path: `/v1/checkout/sessions/${sessionId}`,
      phase: 'after',
    })
    const stale = fulfil(sessionId, 'interactive')
    await emulator.waitHeld(holdId)
    await emulator.refund(String(session.payment_intent))
    await fulfil(sessionId, 'background')
    assert.equal((await purchaseOf(sessionId))!.status, 'refunded')

    await emulator.release(holdId)
    await stale

    assert.equal((await purchaseOf(sessionId))!.status, 'refunded')
    assert.lengthOf(await Purchase.all(), 1)
  })

  test('an overtaken read does not bring back what a newer one found undone', async ({
    assert,
  }) => {
    const { sessionId } = await givenUnreportedPayment()
    await fulfil(sessionId)
    const { paymentIntentId } = (await purchaseOf(sessionId))!
    const refund = await emulator.refund(paymentIntentId!)

    const { holdId } = await emulator.hold({
      method: 'GET',
      path: `/v1/checkout/sessions/${sessionId}`,
      phase: 'after',
    })
    const stale = fulfil(sessionId, 'interactive')
    await emulator.waitHeld(holdId)
    await emulator.failRefund(refund.id)
    await fulfil(sessionId, 'background')
    await emulator.release(holdId)
    await stale

    assert.equal((await purchaseOf(sessionId))!.status, 'active')
  })

  test('what staff decided is not touched by news', async ({ assert }) => {
    const { buyer, sessionId } = await givenSale()
    const purchase = (await purchaseOf(sessionId))!
    await purchase.merge({ accessOverride: 'kept', overrideReason: 'Goodwill' }).save()

    await emulator.refund(purchase.paymentIntentId!)
    await deliverEvents()

    await purchase.refresh()
    assert.containsSubset(purchase.serialize(), {
      status: 'refunded',
      accessOverride: 'kept',
      overrideReason: 'Goodwill',
    })
    assert.equal((await buyer.browser.get('/products/book/access')).status, 200)
  })
})

test.group('Fulfilling what is not as asked for', (group) => {
  group.each.setup(() => givenStore())

  test('{what}: no access, no receipt, and a note for the owner')
    .with([
      { what: 'another price', change: { priceId: 'price_course' } },
      { what: 'another amount', change: { subtotalAmount: 1100 } },
      { what: 'another quantity', change: { quantity: 2 } },
      { what: 'another currency', change: { currency: 'eur' } },
    ])
    .run(async ({ assert }, { what, change }) => {
      const { buyer, sessionId } = await givenOpenCheckout()
      await rewriteAttempt(change)
      await emulator.pay(sessionId)
      await deliverEvents()

      const purchase = (await purchaseOf(sessionId))!
      assert.equal(purchase.status, 'mismatch')
      assert.include(purchase.statusDetail!, what.replace('another ', ''))
      assert.equal((await buyer.browser.get('/products/book/access')).status, 303)
      assert.lengthOf(await Mail.all(), 0)
    })

  test('a session of another store on the account makes nothing', async ({ assert }) => {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: 'price_book', quantity: 1 }],
      client_reference_id: '1',
      success_url: 'https://other.example/done',
      metadata: { source: 'kiosk-OTHERSTORE', product_configuration_id: '1' },
    })
    await emulator.pay(session.id)
    await deliverEvents()

    assert.equal((await fulfil(session.id)).type, 'not_ours')
    assert.equal((await fulfil('cs_test_unknown')).type, 'unknown')
    assert.lengthOf(await Purchase.all(), 0)
  })

  test('a paid session whose attempt is gone is put together from the session', async ({
    assert,
  }) => {
    const { buyer, sessionId } = await givenOpenCheckout()
    await CheckoutAttempt.query().delete()
    await emulator.pay(sessionId)
    await deliverEvents()

    assert.containsSubset((await purchaseOf(sessionId))!.serialize(), {
      status: 'active',
      userId: buyer.user.id,
      totalAmount: 1200,
    })
    assert.equal((await returnFromCheckout(buyer, sessionId)).status, 303)
  })

  test('a paid session that the process died before noting is found by its key', async ({
    assert,
  }) => {
    const { sessionId } = await givenOpenCheckout()
    await CheckoutAttempt.query().update({ checkoutSessionId: null, url: null })
    await emulator.pay(sessionId)
    await deliverEvents()

    assert.equal((await purchaseOf(sessionId))!.status, 'active')
    assert.containsSubset((await CheckoutAttempt.firstOrFail()).serialize(), {
      status: 'completed',
      checkoutSessionId: sessionId,
    })
  })
})

async function fulfil(sessionId: string, patience: 'interactive' | 'background' = 'background') {
  const fulfilCheckout = await app.container.make(FulfilCheckout)
  return fulfilCheckout.handle(sessionId, patience)
}

/** As if something else had been asked for than what was paid. */
async function rewriteAttempt(change: Record<string, unknown>) {
  const attempt = await CheckoutAttempt.firstOrFail()
  if (change.priceId) {
    const other = await Price.findByOrFail('stripeId', change.priceId)
    await attempt.merge({ priceId: other.id }).save()
  } else {
    await attempt.merge(change).save()
  }
}
