import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import Mail from '#models/mail'
import {
  givenBuyer,
  givenStore,
  openSession,
  purchaseOf,
  deliverEvents,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenSale } from '#tests/helpers/store/sale'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('A subscription', (group) => {
  group.each.setup(() => givenStore())

  test('gives access for the paid period, which each renewal extends', async ({ assert }) => {
    const { buyer, purchase, sessionId } = await givenSale('plan')
    assert.isTrue(purchase.isRecurring)
    assert.equal(purchase.status, 'active')
    assert.equal(purchase.stripeStatus, 'active')
    assert.isAbove(purchase.currentPeriodEndsAt!.diffNow('days').days, 26)
    assert.lengthOf(purchase.payments, 1)
    assert.equal((await buyer.browser.get('/products/plan/access')).status, 200)

    await emulator.renew(purchase.subscriptionId!)
    await deliverEvents()

    const renewed = (await purchaseOf(sessionId))!
    assert.isAbove(+renewed.currentPeriodEndsAt!, +purchase.currentPeriodEndsAt!)
    assert.lengthOf(renewed.payments, 2)
    assert.isTrue(renewed.payments.every(({ amount }) => amount === 900))
    const ends = renewed.payments.map(({ periodEnd }) => periodEnd!.toMillis())
    assert.include(ends, renewed.currentPeriodEndsAt!.toMillis())
    assert.lengthOf(await Mail.query().where('kind', 'receipt'), 1)
  })

  test('ends access when it is cancelled immediately', async ({ assert }) => {
    const { buyer, purchase, sessionId } = await givenSale('plan')

    await emulator.cancelSubscription(purchase.subscriptionId!)
    await deliverEvents()

    const ended = (await purchaseOf(sessionId))!
    assert.equal(ended.status, 'lapsed')
    assert.isNotNull(ended.endedAt)
    assert.equal((await buyer.browser.get('/products/plan/access')).status, 303)
  })

  test('keeps access until the end of the period when it is cancelled for then', async ({
    assert,
  }) => {
    const { buyer, purchase, sessionId } = await givenSale('plan')

    await emulator.cancelSubscription(purchase.subscriptionId!, { atPeriodEnd: true })
    await deliverEvents()

    const cancelling = (await purchaseOf(sessionId))!
    assert.equal(cancelling.status, 'active')
    assert.deepEqual(cancelling.cancelsAt, cancelling.currentPeriodEndsAt)
    assert.equal((await buyer.browser.get('/products/plan/access')).status, 200)
  })

  test('is past due from the date of the unpaid invoice', async ({ assert }) => {
    const { purchase, sessionId } = await givenSale('plan')

    await emulator.renew(purchase.subscriptionId!, { fail: true })
    await deliverEvents()

    const pastDue = (await purchaseOf(sessionId))!
    const invoices = await stripe.invoices.list({ subscription: purchase.subscriptionId! })
    const unpaid = invoices.data.find(({ status }) => status === 'open')!
    assert.equal(pastDue.status, 'past_due')
    assert.equal(pastDue.pastDueSince!.toSeconds(), unpaid.created)
    assert.lengthOf(pastDue.payments, 1)
  })

  test('ends access after a refund only if it was for the current period', async ({ assert }) => {
    const { buyer, purchase, sessionId } = await givenSale('plan')
    await emulator.renew(purchase.subscriptionId!)
    await deliverEvents()
    const payments = (await purchaseOf(sessionId))!.payments.sort(
      (one, other) => +one.periodEnd! - +other.periodEnd!
    )
    const [first, current] = payments

    await emulator.refund(first.paymentIntentId!)
    await deliverEvents()
    assert.equal((await purchaseOf(sessionId))!.status, 'active')
    assert.equal((await buyer.browser.get('/products/plan/access')).status, 200)

    await emulator.refund(current.paymentIntentId!)
    await deliverEvents()
    assert.equal((await purchaseOf(sessionId))!.status, 'refunded')

    await emulator.renew(purchase.subscriptionId!)
    await deliverEvents()
    assert.equal((await purchaseOf(sessionId))!.status, 'active')
  })

  test('is active when a delayed first payment arrives, and failed when it fails', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    const other = await givenBuyer()
    const sessionId = await openSession(buyer, 'plan')
    const failing = await openSession(other, 'plan')
    await emulator.pay(sessionId, { method: 'bank_debit' })
    await emulator.pay(failing, { method: 'bank_debit' })
    await deliverEvents()
    assert.equal((await purchaseOf(sessionId))!.status, 'pending')

    await emulator.settle(sessionId)
    await emulator.failDelayed(failing)
    await deliverEvents()

    assert.equal((await purchaseOf(sessionId))!.status, 'active')
    assert.equal((await purchaseOf(failing))!.status, 'failed')
    assert.isBelow(+(await purchaseOf(sessionId))!.purchasedAt, +DateTime.utc().plus({ hours: 1 }))
  })
})
