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
import { hasAccess, givenSale, type Sale } from '#tests/helpers/store/sale'
import { readHtml, givenStaff } from '#tests/helpers/store/panel'
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

  test('is open until the end of what was paid while payments are paused ({behavior})')
    .with([
      { behavior: 'void' },
      { behavior: 'mark_uncollectible' },
      { behavior: 'keep_as_draft' },
    ] as const)
    .run(async ({ assert }, { behavior }) => {
      const sale = await givenSale('plan')
      const id = sale.purchase.subscriptionId!

      await emulator.pauseCollection(id, { behavior })
      await deliverEvents()
      assert.isTrue(await hasAccess(sale, 'plan'))
      assert.include(await pageOf(sale), 'Payments for Plan are paused')
      assert.notInclude(await pageOf(sale), '$9.00.')

      await emulator.renew(id)
      await deliverEvents()
      const paused = (await purchaseOf(sale.sessionId))!
      await paused.merge({ paidUntil: DateTime.utc().minus({ minutes: 1 }) }).save()

      assert.lengthOf(paused.payments, 1)
      assert.isTrue(paused.currentPeriodEndsAt! > sale.purchase.currentPeriodEndsAt!)
      assert.isFalse(await hasAccess(sale, 'plan'))
      assert.include(await pageOf(sale), 'Your subscription to Plan is paused')

      await emulator.resumeCollection(id)
      await deliverEvents()
      assert.isTrue(await hasAccess(sale, 'plan'))
      assert.include(await pageOf(sale), 'is active')
    })

  test('names no date of the next charge while a pause goes beyond the paid period', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const resumesAt = DateTime.utc().plus({ months: 3 }).startOf('second')
    await stripe.subscriptions.update(sale.purchase.subscriptionId!, {
      pause_collection: { behavior: 'void', resumes_at: resumesAt.toSeconds() },
    })
    await emulator.refund(sale.purchase.payments[0].paymentIntentId!)
    await deliverEvents()

    const page = await pageOf(sale)
    assert.include(page, 'The subscription goes on and is charged again')
    const due = sale.purchase.currentPeriodEndsAt!.toFormat('d LLL yyyy')
    assert.notInclude(page, `charged again on ${due}`)
  })

  test('says on the page of staff how its payments are paused', async ({ assert }) => {
    const { purchase } = await givenSale('plan')
    await emulator.pauseCollection(purchase.subscriptionId!, { behavior: 'void' })
    await deliverEvents()

    const page = await (await givenStaff()).get(`/admin/purchases/${purchase.id}`)

    assert.include(readHtml(page.body), 'Invoices are voided')
    assert.include(readHtml(page.body), 'Last paid period ends')
  })

  test('whose invoice is paid in parts has each payment with its refunds', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.renew(sale.purchase.subscriptionId!, { payments: 2 })
    await deliverEvents()
    const parts = (await purchaseOf(sale.sessionId))!.payments.filter(
      ({ amount }) => amount === 450
    )
    assert.lengthOf(parts, 2)

    await emulator.refund(parts[0].paymentIntentId!)
    await deliverEvents()
    assert.isTrue(await hasAccess(sale, 'plan'))

    await emulator.refund(parts[1].paymentIntentId!)
    await deliverEvents()
    assert.equal((await purchaseOf(sale.sessionId))!.status, 'refunded')
    assert.isFalse(await hasAccess(sale, 'plan'))
  })

  test('cancelled in the portal is cancelled in either billing mode ({$self})')
    .with(['flexible', 'classic'] as const)
    .run(async ({ assert }, billingMode) => {
      await emulator.changeSettings({ billingMode })
      const sale = await givenSale('plan')
      const { url } = await stripe.billingPortal.sessions.create({
        customer: sale.purchase.stripeCustomerId!,
      })

      await fetch(url, {
        method: 'POST',
        body: new URLSearchParams({
          subscription: sale.purchase.subscriptionId!,
          intent: 'cancel',
        }),
      })
      await deliverEvents()

      const purchase = (await purchaseOf(sale.sessionId))!
      assert.include(await pageOf(sale), 'is cancelled')
      assert.deepEqual(purchase.cancelsAt, purchase.currentPeriodEndsAt)
      assert.isNull(purchase.renewalAmount)
      assert.isNull(purchase.renewalPriceStripeId)
    })

  test('in a trial names what follows, unless nobody left a way to pay', async ({ assert }) => {
    const sale = await givenSale('plan')
    const id = sale.purchase.subscriptionId!

    await emulator.startTrial(id, { seconds: 7 * 86_400 })
    await deliverEvents()
    assert.match(await pageOf(sale), /The trial goes until [^;]+; then it costs \$9\.00/)

    await emulator.startTrial(id, {
      seconds: 8 * 86_400,
      withoutMethod: true,
      missingPaymentMethod: 'cancel',
    })
    await deliverEvents()
    assert.notInclude(await pageOf(sale), 'then it costs')
    assert.isTrue(await hasAccess(sale, 'plan'))

    await emulator.renew(id)
    await deliverEvents()
    assert.equal((await purchaseOf(sale.sessionId))!.status, 'lapsed')
    assert.isFalse(await hasAccess(sale, 'plan'))
  })

  test('that ends long after its period renews until then', async ({ assert }) => {
    const sale = await givenSale('plan')
    const inAYear = DateTime.utc().plus({ months: 11 }).startOf('second')

    await stripe.subscriptions.update(sale.purchase.subscriptionId!, {
      cancel_at: inAYear.toSeconds(),
    })
    await deliverEvents()

    const purchase = (await purchaseOf(sale.sessionId))!
    const page = await pageOf(sale)
    assert.equal(purchase.cancelsAt!.toMillis(), inAYear.toMillis())
    assert.equal(purchase.renewalAmount, 900)
    assert.include(page, 'is active')
    assert.match(page, /It renews on [^.]+ for \$9\.00\. It ends on /)
    assert.notInclude(page, 'not charged again')
  })

  test('costs at its renewal what Stripe will charge, or no amount is named', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })

    await stripe.subscriptions.update(sale.purchase.subscriptionId!, {
      discounts: [{ coupon: coupon.id }],
    })
    await deliverEvents()
    assert.include(await pageOf(sale), 'for $4.50')

    await emulator.fault({
      path: '/v1/invoices/create_preview',
      kind: 'status',
      status: 403,
      times: 9,
    })
    await stripe.subscriptions.update(sale.purchase.subscriptionId!, { metadata: { a: 'b' } })
    await deliverEvents()
    await emulator.clearFaults()
    assert.match(await pageOf(sale), /It renews on [^.$]+\./)

    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()
    const renewed = (await purchaseOf(sale.sessionId))!
    assert.sameMembers(
      renewed.payments.map(({ amount }) => amount),
      [900, 450]
    )
    assert.equal(renewed.renewalAmount, 450)
  })
})

async function pageOf({ buyer, purchase }: Sale): Promise<string> {
  return readHtml((await buyer.browser.get(`/purchases/${purchase.reference}`)).body)
}
