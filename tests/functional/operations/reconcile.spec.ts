import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import CheckoutAttemptLine from '#models/checkout_attempt_line'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import { callsToStripe, givenStore, purchaseOf, deliverEvents } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import {
  givenOpenCheckout,
  givenPendingPayment,
  givenSale,
  givenUnreportedPayment,
  hasAccess,
} from '#tests/helpers/store/sale'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { stripe } from '#tests/helpers/stripe/stripe'
import { HANDLED_EVENT_TYPES } from '#webhooks/handlers/event_handlers'
import type { Visitor } from '#tests/helpers/store/visitor'

test.group('Reconciling from the panel', (group) => {
  group.each.setup(() => givenStore())

  test('finds a payment whose events were all lost, and gives access', async ({ assert }) => {
    const { buyer, sessionId } = await givenUnreportedPayment()
    const staff = await givenStaff('support')

    const preview = readHtml((await reconcile(staff, 'preview')).body)
    assert.include(preview, 'finished at Stripe, and no purchase here')
    assert.isNull(await purchaseOf(sessionId))
    const done = readHtml((await reconcile(staff, 'run')).body)

    assert.include(done, 'recorded now, and active')
    assert.include(done, ': 1 checkout, 0 refunds, 0 disputes, 0 subscriptions')
    assert.isTrue(await hasAccess({ buyer }))
    const again = readHtml((await reconcile(staff, 'preview')).body)
    assert.include(again, 'Stripe and this store say the same.')
    const [entry] = await staffActs().where('action', 'purchases.reconciled')
    assert.equal(entry.changes.fixed.after, 1)
  })

  test('records {$self} whose event was lost')
    .with(['a refund', 'a dispute', 'a renewal', 'a cancellation', 'a failed refund'] as const)
    .run(async ({ assert }, what) => {
      const isPlan = what === 'a renewal' || what === 'a cancellation'
      const sale = await givenSale(isPlan ? 'plan' : 'book')
      const { paymentIntentId, subscriptionId } = sale.purchase
      if (what === 'a failed refund') {
        await emulator.refund(paymentIntentId!)
        await deliverEvents()
      }
      await emulator.setDelivery({ mode: 'off' })
      const acts = {
        'a refund': () => emulator.refund(paymentIntentId!),
        'a dispute': () => emulator.dispute(paymentIntentId!),
        'a renewal': () => emulator.renew(subscriptionId!),
        'a cancellation': () => emulator.cancelSubscription(subscriptionId!),
        'a failed refund': async () => {
          const [refund] = (await stripe.refunds.list()).data
          return emulator.failRefund(refund.id)
        },
      }
      await acts[what]()
      const staff = await givenStaff()

      await reconcile(staff, 'run')

      const purchase = (await purchaseOf(sale.sessionId))!
      const expected = {
        'a refund': 'refunded',
        'a dispute': 'disputed',
        'a renewal': 'active',
        'a cancellation': 'lapsed',
        'a failed refund': 'active',
      }
      assert.equal(purchase.status, expected[what])
      assert.lengthOf(purchase.payments, what === 'a renewal' ? 2 : 1)
      assert.include(
        readHtml((await reconcile(staff, 'preview')).body),
        'Stripe and this store say the same.'
      )
    })

  test('records a first payment that failed and was then made by another method', async ({
    assert,
  }) => {
    const { buyer, sessionId } = await givenPendingPayment('plan')
    assert.equal((await purchaseOf(sessionId))!.status, 'pending')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.failDelayed(sessionId)
    await emulator.updateCard((await purchaseOf(sessionId))!.subscriptionId!)
    const staff = await givenStaff()

    const preview = readHtml((await reconcile(staff, 'preview')).body)
    await reconcile(staff, 'run')

    assert.include(preview, 'an invoice was paid at Stripe')
    assert.lengthOf((await purchaseOf(sessionId))!.payments, 1)
    assert.isTrue(await hasAccess({ buyer }, 'plan'))
    assert.include(
      readHtml((await reconcile(staff, 'preview')).body),
      'Stripe and this store say the same.'
    )
  })

  test('records a delayed first payment that settled after the subscription was renewed', async ({
    assert,
  }) => {
    const { buyer, sessionId } = await givenPendingPayment('plan')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.renew((await purchaseOf(sessionId))!.subscriptionId!)
    const staff = await givenStaff()
    await reconcile(staff, 'run')
    assert.isFalse(await hasAccess({ buyer }, 'plan'))
    await emulator.settle(sessionId)

    const preview = readHtml((await reconcile(staff, 'preview')).body)
    await reconcile(staff, 'run')

    assert.include(preview, 'an invoice was paid at Stripe')
    assert.lengthOf((await purchaseOf(sessionId))!.payments, 1)
    assert.isTrue(await hasAccess({ buyer }, 'plan'))
  })

  test('records a delayed payment that failed, which the session does not show', async ({
    assert,
  }) => {
    const { sessionId } = await givenPendingPayment()
    assert.equal((await purchaseOf(sessionId))!.status, 'pending')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.failDelayed(sessionId)
    const staff = await givenStaff()

    const preview = readHtml((await reconcile(staff, 'preview')).body)
    await reconcile(staff, 'run')

    assert.include(preview, 'the payment failed at Stripe')
    assert.equal((await purchaseOf(sessionId))!.status, 'failed')
  })

  test('records the same of a payment that is not what was asked for', async ({ assert }) => {
    const { sessionId } = await givenOpenCheckout()
    await CheckoutAttemptLine.query().update({ quantity: 2 })
    await emulator.pay(sessionId, { method: 'bank_debit' })
    await deliverEvents()
    assert.equal((await purchaseOf(sessionId))!.status, 'mismatch')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.failDelayed(sessionId)

    await reconcile(await givenStaff(), 'run')

    assert.equal((await purchaseOf(sessionId))!.status, 'failed')
  })

  test('fetches events that no webhook received, once', async ({ assert }) => {
    await emulator.setDelivery({ mode: 'off' })
    await stripe.products.update('prod_book', { name: 'The book' })
    const staff = await givenStaff()

    await reconcile(staff, 'run')
    await reconcile(staff, 'run')
    await runDueWork()

    const events = await StripeEvent.query().where('type', 'product.updated')
    assert.lengthOf(events, 1)
    assert.isNotNull(events[0].handledAt)
  })

  test('neither asks for nor stores events of other applications on the account', async ({
    assert,
  }) => {
    await emulator.setDelivery({ mode: 'off' })
    for (let number = 1; number <= 5; number++) {
      await stripe.customers.create({ email: `somebody${number}@example.com` })
    }
    await stripe.products.update('prod_book', { name: 'The book' })

    await reconcile(await givenStaff(), 'run')

    const stored = await StripeEvent.query().orderBy('id')
    assert.deepEqual(
      stored.map(({ type }) => type),
      ['product.updated']
    )
    const lists = await callsToStripe('GET', '/v1/events')
    const ofCustomers = 1
    assert.lengthOf(lists, Math.ceil(HANDLED_EVENT_TYPES.length / 20) + ofCustomers)
  })

  test('makes no more calls for 20,000 subscriptions that have ended', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.cancelSubscription(sale.purchase.subscriptionId!)
    await deliverEvents()
    const staff = await givenStaff()
    const callsOfReconcile = async () => {
      await emulator.resetRequests()
      const answer = await reconcile(staff, 'run')
      assert.include(readHtml(answer.body), 'Stripe and this store say the same.')
      return (await emulator.requests()).length
    }

    const before = await callsOfReconcile()
    await emulator.copySubscription(sale.purchase.subscriptionId!, { times: 20_000 })

    assert.equal(await callsOfReconcile(), before)
    assert.isBelow(before, 10)
  })

  test('ends a purchase again that a restored backup made active', async ({ assert }) => {
    const sale = await givenSale('plan')
    const backup = await db.from('purchases').where('id', sale.purchase.id).firstOrFail()
    await emulator.cancelSubscription(sale.purchase.subscriptionId!)
    await deliverEvents()
    assert.isFalse(await hasAccess(sale, 'plan'))
    await db.from('purchases').where('id', sale.purchase.id).update(backup)
    assert.isTrue(await hasAccess(sale, 'plan'))
    const staff = await givenStaff()

    const preview = readHtml((await reconcile(staff, 'preview')).body)
    await reconcile(staff, 'run')

    assert.include(preview, 'the subscription does not run at Stripe any more')
    assert.isFalse(await hasAccess(sale, 'plan'))
  })

  test('reports a purchase whose session Stripe does not have', async ({ assert }) => {
    const sale = await givenSale()
    await emulator.reset({ catalogue: [] })
    const staff = await givenStaff()

    const page = readHtml((await reconcile(staff, 'run')).body)

    assert.include(page, 'Stripe does not list its checkout; not fixed')
    assert.equal((await Purchase.findOrFail(sale.purchase.id)).status, 'active')
  })

  test('ignores sessions of other stores on the account', async ({ assert }) => {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: 'price_book', quantity: 1 }],
      success_url: 'http://localhost/elsewhere',
    })
    await emulator.pay(session.id)
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(session.id)
    await emulator.refund(intent as string)
    await deliverEvents()

    const page = readHtml((await reconcile(await givenStaff(), 'run')).body)

    assert.include(page, 'Stripe and this store say the same.')
    assert.lengthOf(await Purchase.all(), 0)
  })

  test('says so when Stripe does not answer', async ({ assert }) => {
    await emulator.fault({ path: '/v1/events', kind: 'status', times: 20 })

    const answer = await reconcile(await givenStaff(), 'run')
    await emulator.clearFaults()

    assert.equal(answer.status, 503)
    assert.include(readHtml(answer.body), 'Nothing was compared')
  })
})

function reconcile(staff: Visitor, intent: 'run' | 'preview') {
  return staff.post('/admin/reconcile', { intent })
}
