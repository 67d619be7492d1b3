import { test } from '@japa/runner'
import { UserFactory } from '#database/factories/user_factory'
import app from '@adonisjs/core/services/app'
import emitter from '@adonisjs/core/services/emitter'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import PurchaseCompleted from '#events/purchase_completed'
import CheckoutAttempt from '#models/checkout_attempt'
import Mail from '#models/mail'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'
import Purchase from '#models/purchase'
import {
  returnFromCheckout,
  givenStore,
  purchaseOf,
  deliverEvents,
} from '#tests/helpers/store/buying'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { sessionRead } from '#tests/helpers/stripe/faults'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'
import { givenOpenCheckout, givenSale, givenUnreportedPayment } from '#tests/helpers/store/sale'

test.group('Fulfilling a checkout', (group) => {
  group.each.setup(() => givenStore())

  test('by webhook alone records one purchase, one payment and one receipt', async ({ assert }) => {
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

  test('thirty times at once in one process records it once and sends one mail', async ({
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

  test('dispatches the event PurchaseCompleted once', async ({ assert, cleanup }) => {
    const dispatched: string[] = []
    const stop = emitter.on(PurchaseCompleted, ({ purchase }) => {
      dispatched.push(purchase.reference)
    })
    cleanup(() => stop())
    const { sessionId } = await givenSale()
    await fulfil(sessionId)

    assert.deepEqual(dispatched, [(await purchaseOf(sessionId))!.reference])
  })

  test('again after a full refund ends access, and after its failure restores it', async ({
    assert,
  }) => {
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

  test('again after partial refunds keeps access until the full amount is refunded', async ({
    assert,
  }) => {
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

  test('for a refund whose event arrives before the payment gives no access, and mails the refund only', async ({
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

  test('from an outdated read does not overwrite a newer one', async ({ assert }) => {
    const { sessionId } = await givenUnreportedPayment()
    const session = await stripe.checkout.sessions.retrieve(sessionId)

    const { holdId } = await emulator.hold(sessionRead(sessionId))
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

  test('from an outdated read does not restore a refund that failed meanwhile', async ({
    assert,
  }) => {
    const { sessionId } = await givenUnreportedPayment()
    await fulfil(sessionId)
    const { paymentIntentId } = (await purchaseOf(sessionId))!
    const refund = await emulator.refund(paymentIntentId!)

    const { holdId } = await emulator.hold(sessionRead(sessionId))
    const stale = fulfil(sessionId, 'interactive')
    await emulator.waitHeld(holdId)
    await emulator.failRefund(refund.id)
    await fulfil(sessionId, 'background')
    await emulator.release(holdId)
    await stale

    assert.equal((await purchaseOf(sessionId))!.status, 'active')
  })

  test('again keeps the decision of staff about access', async ({ assert }) => {
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

test.group('Fulfilling an unexpected checkout', (group) => {
  group.each.setup(() => givenStore())

  test('with {what} gives no access and no receipt, and records the difference')
    .with([
      { what: 'another product', change: { priceId: 'price_course' } },
      { what: 'another user', change: { parameters: { customer: 'cus_other' }, userId: 'other' } },
      { what: 'another amount', change: { subtotalAmount: 1300 } },
      { what: 'another quantity', change: { quantity: 2 } },
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

  test('of another store on the account records nothing', async ({ assert }) => {
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

  test('whose attempt was deleted records the purchase from the session', async ({ assert }) => {
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

  test('whose session id was never saved finds its attempt', async ({ assert }) => {
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

interface Rewritten {
  /** Stripe's id of another price. */
  priceId?: string
  /** Any text: of another account. */
  userId?: string
  quantity?: number
  subtotalAmount?: number
  parameters?: { customer: string }
}

/** Changes the attempt so that it differs from what was paid. */
async function rewriteAttempt({ priceId, userId, quantity, subtotalAmount, ...change }: Rewritten) {
  const attempt = await CheckoutAttempt.query().preload('lines').firstOrFail()
  const [line] = attempt.lines
  if (priceId) {
    const other = await Price.query().where('stripeId', String(priceId)).firstOrFail()
    const { id } = await ProductConfiguration.findByOrFail('productId', other.productId)
    await line.merge({ priceId: other.id, productConfigurationId: id }).save()
  }
  await line
    .merge({
      quantity: quantity ?? line.quantity,
      subtotalAmount: subtotalAmount ?? line.subtotalAmount,
    })
    .save()
  if (userId) {
    await attempt.merge({ userId: (await UserFactory.create()).id }).save()
  }
  await attempt.merge(change).save()
}
