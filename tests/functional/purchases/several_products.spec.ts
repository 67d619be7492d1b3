import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import emitter from '@adonisjs/core/services/emitter'
import PurchaseCompleted from '#events/purchase_completed'
import PurchaseRefunded from '#events/purchase_refunded'
import Mail from '#models/mail'
import type Purchase from '#models/purchase'
import { deliverEvents, givenStore } from '#tests/helpers/store/buying'
import { givenCrossSell, givenSaleOfTwo, purchasesOf } from '#tests/helpers/store/cross_sell'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { hasAccess } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('Two products in one payment', (group) => {
  group.each.setup(() => givenStore())

  test('are a purchase each, with its own part of the payment', async ({ assert }) => {
    const workbook = await givenCrossSell('prod_book')
    const sale = await givenSaleOfTwo()
    const { purchase, added } = sale

    assert.containsSubset(purchase.serialize(), {
      status: 'active',
      statusDetail: null,
      quantity: 1,
      boughtProductStripeId: 'prod_book',
      totalAmount: 1200,
      priceSnapshot: { stripeId: 'price_book', unitAmount: 1200 },
    })
    assert.containsSubset(added.serialize(), {
      status: 'active',
      userId: sale.buyer.user.id,
      boughtProductStripeId: workbook,
      totalAmount: 500,
      productSnapshot: { name: 'Workbook' },
      priceSnapshot: { unitAmount: 500 },
    })
    assert.deepEqual(await partsOf(sale.sessionId), { prod_book: [1200], [workbook]: [500] })
    assert.isTrue(await hasAccess(sale))
    assert.isTrue(await hasAccess(sale, 'workbook'))
    await assertInvariants(assert)
  })

  test('are linked with each other, for the buyer and for staff', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const { buyer, purchase, added } = await givenSaleOfTwo()
    const staff = await givenStaff()

    for (const [one, other] of [
      [purchase, added],
      [added, purchase],
    ]) {
      const page = await buyer.browser.get(`/purchases/${one.reference}`)
      assert.include(readHtml(page.body), 'Bought together')
      assert.include(page.body, `href="/purchases/${other.reference}"`)
      const record = await staff.get(`/admin/purchases/${one.id}`)
      assert.include(record.body, `href="/admin/purchases/${other.id}"`)
      assert.include(readHtml(record.body), 'of $17.00 for all products')
      const proof = await staff.get(`/admin/purchases/${one.id}/proof`)
      assert.include(readHtml(proof.body), other.reference)
    }
    const library = readHtml((await buyer.browser.get('/purchases')).body)
    assert.include(library, 'Book')
    assert.include(library, 'Workbook')
  })

  test('have one receipt that names both', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const { buyer, purchase, added } = await givenSaleOfTwo()

    const receipts = (await mailsTo(buyer.user.email)).filter(({ subject }) =>
      subject.includes('receipt')
    )
    assert.lengthOf(receipts, 1)
    assert.equal(receipts[0].subject, 'Your receipt for Book and Workbook')
    assert.include(receipts[0].text, `Book, $12.00 (${purchase.reference})`)
    assert.include(receipts[0].text, `Workbook, $5.00 (${added.reference})`)
    assert.match(receipts[0].text, /Total:? +\$17.00/)
  })

  test('share a discount to the cent', async ({ assert }) => {
    const coupon = await stripe.coupons.create({ percent_off: 33 })
    await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'THIRD',
    })
    await givenCrossSell('prod_book', { unit_amount: 333 })
    const { sessionId, purchase, added } = await givenSaleOfTwo('book', { promotionCode: 'THIRD' })

    const { total_details: details, amount_total: total } =
      await stripe.checkout.sessions.retrieve(sessionId)
    assert.equal(purchase.discountAmount + added.discountAmount, details!.amount_discount)
    assert.equal(purchase.totalAmount + added.totalAmount, total)
    assert.isAbove(added.discountAmount, 0)
    await assertInvariants(assert)
  })

  test('tell listeners of each', async ({ assert, cleanup }) => {
    await givenCrossSell('prod_book')
    const events = emitter.fake([PurchaseCompleted, PurchaseRefunded])
    cleanup(() => emitter.restore())
    const { purchase, added } = await givenSaleOfTwo()
    await emulator.refund(purchase.paymentIntentId!, { amount: 500 })
    await deliverEvents()

    const namesOf = (event: typeof PurchaseCompleted | typeof PurchaseRefunded) =>
      events
        .all()
        .filter((one) => one.event === event)
        .map(({ data }) => (data as { purchase: Purchase }).purchase.reference)
    assert.deepEqual(namesOf(PurchaseCompleted), [purchase.reference, added.reference])
    assert.deepEqual(namesOf(PurchaseRefunded), [added.reference])
  })

  test('are both suspended by a dispute, and open again when it is won', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const sale = await givenSaleOfTwo()
    const dispute = await emulator.dispute(sale.purchase.paymentIntentId!)
    await deliverEvents()
    assert.deepEqual(await statusesOf(sale.sessionId), ['disputed', 'disputed'])
    assert.isFalse(await hasAccess(sale, 'workbook'))

    await emulator.endDispute(dispute.id, 'won')
    await deliverEvents()
    assert.deepEqual(await statusesOf(sale.sessionId), ['active', 'active'])

    const lost = await emulator.dispute(sale.purchase.paymentIntentId!)
    await emulator.endDispute(lost.id, 'lost')
    await deliverEvents()
    assert.deepEqual(await statusesOf(sale.sessionId), ['lost', 'lost'])
    await assertInvariants(assert)
  })
})

test.group('Two products in one subscription', (group) => {
  group.each.setup(() => givenStore())

  test('are renewed together, each with its part', async ({ assert }) => {
    const monthly = { unit_amount: 300, recurring: { interval: 'month' as const } }
    const workbook = await givenCrossSell('prod_plan', monthly)
    const sale = await givenSaleOfTwo('plan')
    assert.deepEqual([sale.purchase.renewalAmount, sale.added.renewalAmount], [900, 300])

    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()

    assert.deepEqual(await partsOf(sale.sessionId), {
      prod_plan: [900, 900],
      [workbook]: [300, 300],
    })
    assert.deepEqual(await statusesOf(sale.sessionId), ['active', 'active'])
    await assertInvariants(assert)

    await emulator.cancelSubscription(sale.purchase.subscriptionId!)
    await deliverEvents()
    assert.isFalse(await hasAccess(sale, 'plan'))
    assert.isFalse(await hasAccess(sale, 'workbook'))
  })

  test('end separately where one of them is paid once', async ({ assert }) => {
    await givenCrossSell('prod_plan')
    const sale = await givenSaleOfTwo('plan')
    assert.containsSubset(sale.added.serialize(), {
      isRecurring: false,
      subscriptionId: null,
      currentPeriodEndsAt: null,
      renewalAmount: null,
      totalAmount: 500,
    })

    await emulator.renew(sale.purchase.subscriptionId!)
    await emulator.cancelSubscription(sale.purchase.subscriptionId!)
    await deliverEvents()

    assert.isFalse(await hasAccess(sale, 'plan'))
    assert.isTrue(await hasAccess(sale, 'workbook'))
    assert.deepEqual(await statusesOf(sale.sessionId), ['lapsed', 'active'])
    assert.lengthOf((await purchasesOf(sale.sessionId))[1].payments, 1)
    await assertInvariants(assert)
  })

  test('say so to staff before they cancel it', async ({ assert }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const { purchase, added } = await givenSaleOfTwo('plan')
    const staff = await givenStaff()

    const page = await staff.get(`/admin/purchases/${purchase.id}/subscription`)
    assert.include(readHtml(page.body), 'charged for Workbook: what you do with it applies to all')
    const other = await staff.get(`/admin/purchases/${added.id}/subscription`)
    assert.include(readHtml(other.body), 'charged for Plan')
  })

  test('of which one is taken out in Stripe keeps what was paid and ends then', async ({
    assert,
  }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const sale = await givenSaleOfTwo('plan')
    const { items } = await stripe.subscriptions.retrieve(sale.purchase.subscriptionId!)
    const item = items.data.find(({ price }) => price.unit_amount === 300)!

    await stripe.subscriptions.update(sale.purchase.subscriptionId!, {
      items: [{ id: item.id, deleted: true }],
      proration_behavior: 'none',
    })
    await deliverEvents()

    const [purchase, added] = await purchasesOf(sale.sessionId)
    assert.equal(+added.cancelsAt!, +sale.added.currentPeriodEndsAt!)
    assert.isNull(added.renewalAmount)
    assert.isNull(purchase.cancelsAt)
    assert.equal(purchase.renewalAmount, 900)
    assert.isTrue(await hasAccess(sale, 'workbook'))
  })
})

test.group('Two products in one subscription that is not paid', (group) => {
  group.each.setup(() => givenStore())

  test('warn the buyer where the first of them was taken out before', async ({ assert }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const { purchase, added, buyer } = await givenSaleOfTwo('plan')
    const { items } = await stripe.subscriptions.retrieve(purchase.subscriptionId!)
    const item = items.data.find(({ price }) => price.unit_amount === 900)!
    await stripe.subscriptions.update(purchase.subscriptionId!, {
      items: [{ id: item.id, deleted: true }],
      proration_behavior: 'none',
    })
    await emulator.renew(purchase.subscriptionId!, { fail: true })
    await deliverEvents()

    assert.equal((await added.refresh()).status, 'past_due')
    const [warning] = await Mail.query().where('kind', 'renewal_failed')
    assert.deepEqual([warning?.purchaseId, warning?.recipient], [added.id, buyer.user.email])
  })
})

/** What each product got of the payments of a checkout. */
async function partsOf(sessionId: string): Promise<Record<string, number[]>> {
  const purchases = await purchasesOf(sessionId)
  return Object.fromEntries(
    purchases.map(({ boughtProductStripeId, paymentLines }) => [
      boughtProductStripeId!,
      paymentLines.map(({ totalAmount }) => totalAmount),
    ])
  )
}

async function statusesOf(sessionId: string): Promise<string[]> {
  const rows = await db.from('purchases').where('checkout_session_id', sessionId).orderBy('id')
  return rows.map(({ status }) => status)
}
