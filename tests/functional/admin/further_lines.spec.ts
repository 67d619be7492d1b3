import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import storeConfig from '#config/store'
import { accountBuyer } from '#buyers/buyer'
import FindAccess from '#access/find_access'
import FurtherLine from '#models/further_line'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import { deliverEvents, givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { givenCrossSell, givenFurtherLine } from '#tests/helpers/store/further_line'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import { hasAccess, type Sale } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('A product that was added on the payment page', (group) => {
  group.each.setup(() => givenStore())

  test('is granted with one press under "needs attention"', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const sale = await givenFurtherLine()
    const staff = await givenStaff('support')

    const page = await staff.get('/admin/attention')
    const text = readHtml(page.body)
    assert.include(text, `1 × Workbook for $5.00, with purchase ${sale.purchase.reference}`)
    assert.isFalse(await hasAccess(sale, 'workbook'))
    const [, address] = /action="(\/admin\/further-lines\/\d+\/grant)"/.exec(page.body)!
    const answer = await staff.post(address)

    assert.isTrue(await hasAccess(sale, 'workbook'))
    assert.isTrue(await hasAccess(sale))
    const granted = await Purchase.query().where('source', 'grant').firstOrFail()
    assert.equal(answer.location, `/admin/purchases/${granted.id}`)
    assert.containsSubset(granted.serialize(), {
      userId: sale.buyer.user.id,
      status: 'active',
      overrideEndsAt: null,
      overrideReason: `Paid together with ${sale.purchase.reference}`,
    })
    const mail = await Mail.query().where('kind', 'purchase_granted').firstOrFail()
    assert.equal(mail.recipient, sale.buyer.user.email)
    const [entry] = await staffActs().where('action', 'purchase.granted')
    assert.equal(entry.subjectId, granted.id)
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    const record = await staff.get(`/admin/purchases/${sale.purchase.id}`)
    assert.include(record.body, `href="/admin/purchases/${granted.id}"`)
  })

  test('is granted once, pressed twice or by several at the same time', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const { line } = await givenFurtherLine()
    const [one, other] = [await givenStaff('owner'), await givenStaff('support')]
    const press = () => [one, other, one].map((staff) => staff.post(grantOf(line)))

    const answers = await Promise.all(press())
    answers.push(await one.post(grantOf(line)))

    assert.isTrue(answers.every(({ status }) => status === 303))
    assert.lengthOf(await Purchase.query().where('source', 'grant'), 1)
    assert.lengthOf(await Mail.query().where('kind', 'purchase_granted'), 1)
    assert.lengthOf(await staffActs().where('action', 'purchase.granted'), 1)
    const page = await one.get(answers.at(-1)!.location!)
    assert.include(readHtml(page.body), 'settled already')
  })

  test('that is not in the catalogue says what to do, and is granted once it is', async ({
    assert,
  }) => {
    await givenCrossSell('prod_book')
    const sale = await givenFurtherLine()
    const { productStripeId } = sale.line
    await sale.line.merge({ productStripeId: 'prod_unknown' }).save()
    const staff = await givenStaff()

    const page = await staff.get('/admin/attention')
    assert.include(readHtml(page.body), 'it is not known here. Copy the catalogue from Stripe')
    assert.include(page.body, 'href="/admin/sync"')
    const refused = await staff.post(grantOf(sale.line))
    assert.include(readHtml((await staff.get(refused.location!)).body), 'Nothing was granted')
    assert.isFalse(await hasAccess(sale, 'workbook'))

    await sale.line.merge({ productStripeId }).save()
    await staff.post(grantOf(sale.line))
    assert.isTrue(await hasAccess(sale, 'workbook'))
  })

  test('can be settled otherwise', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const sale = await givenFurtherLine()
    const staff = await givenStaff('support')

    for (let times = 1; times <= 2; times++) {
      assert.equal((await staff.post(`/admin/further-lines/${sale.line.id}/settle`)).status, 303)
    }
    await staff.post(grantOf(sale.line))

    assert.isFalse(await hasAccess(sale, 'workbook'))
    assert.lengthOf(await staffActs().where('action', 'purchase.further_line_settled'), 1)
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
  })

  test('of a payment that was refunded, or is pending, is not granted', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const sale = await givenFurtherLine()
    await emulator.refund(sale.purchase.paymentIntentId!)
    await deliverEvents()
    const staff = await givenStaff()

    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    const refused = await staff.post(grantOf(sale.line))
    assert.include(readHtml((await staff.get(refused.location!)).body), 'not active')
    assert.isFalse(await hasAccess(sale, 'workbook'))
    assert.isNull((await sale.line.refresh()).settledAt)
  })

  test('of a subscription lasts as long as it is paid', async ({ assert }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const sale = await givenFurtherLine('plan')
    assert.containsSubset(sale.purchase.serialize(), {
      status: 'active',
      renewalPriceStripeId: 'price_plan',
      renewalAmount: 1200,
    })
    const staff = await givenStaff()
    await staff.post(grantOf(sale.line))
    const granted = await Purchase.query().where('source', 'grant').firstOrFail()
    const first = granted.overrideEndsAt!
    assert.isAbove(+first, +sale.purchase.currentPeriodEndsAt!)

    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()
    assert.isAbove(+(await granted.refresh()).overrideEndsAt!, +first)
    assert.isTrue(await hasAccess(sale, 'workbook'))

    await emulator.cancelSubscription(sale.purchase.subscriptionId!)
    await deliverEvents()
    assert.isFalse(await hasAccess(sale, 'plan'))
    assert.isFalse(await hasAccess(sale, 'workbook'))
  })

  test('of a subscription whose payments are paused ends with the paid time', async ({
    assert,
  }) => {
    const { sale } = await givenGranted()
    await emulator.pauseCollection(sale.purchase.subscriptionId!)
    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()
    const { paidUntil } = (await purchaseOf(sale.sessionId))!

    assert.isTrue(await allowsAt(sale, paidUntil!.minus({ seconds: 1 })))
    assert.isFalse(await allowsAt(sale, paidUntil!))

    await emulator.resumeCollection(sale.purchase.subscriptionId!)
    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()
    assert.isTrue(await allowsAt(sale, paidUntil!.plus({ days: 31 })))
  })

  test('of a subscription that cannot be renewed ends with the days of grace', async ({
    assert,
  }) => {
    const { sale } = await givenGranted()
    await emulator.renew(sale.purchase.subscriptionId!, { fail: true })
    await deliverEvents()
    const { status, pastDueSince } = (await purchaseOf(sale.sessionId))!
    assert.equal(status, 'past_due')
    const graceEnds = pastDueSince!.plus({ days: storeConfig.graceDays })

    assert.isTrue(await allowsAt(sale, graceEnds.minus({ seconds: 1 })))
    assert.isFalse(await allowsAt(sale, graceEnds))
  })

  test('ends when staff say so, although the subscription is renewed', async ({ assert }) => {
    const { sale, granted, staff } = await givenGranted()
    const until = DateTime.utc().plus({ days: 1 })
    await staff.post(`/admin/purchases/${granted.id}/access`, {
      decision: 'end',
      reason: 'A trial',
      until: until.toFormat("yyyy-LL-dd'T'HH:mm"),
    })

    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()

    assert.isTrue(await allowsAt(sale, until.minus({ minutes: 1 })))
    assert.isFalse(await allowsAt(sale, until))
  })

  test('and granted ends when the whole payment is refunded, and not for a part of it', async ({
    assert,
  }) => {
    await givenCrossSell('prod_book')
    const sale = await givenFurtherLine()
    await (await givenStaff()).post(grantOf(sale.line))
    await emulator.refund(sale.purchase.paymentIntentId!, { amount: 100 })
    await deliverEvents()
    assert.isTrue(await hasAccess(sale, 'workbook'))

    await emulator.refund(sale.purchase.paymentIntentId!)
    await deliverEvents()

    assert.isFalse(await hasAccess(sale))
    assert.isFalse(await hasAccess(sale, 'workbook'))
  })

  test('and granted is suspended while the payment is disputed', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const sale = await givenFurtherLine()
    await (await givenStaff()).post(grantOf(sale.line))

    const dispute = await emulator.dispute(sale.purchase.paymentIntentId!)
    await deliverEvents()
    assert.isFalse(await hasAccess(sale, 'workbook'))

    await emulator.endDispute(dispute.id, 'won')
    await deliverEvents()
    assert.isTrue(await hasAccess(sale, 'workbook'))
  })

  test('is not asked about twice when events repeat', async ({ assert }) => {
    await givenCrossSell('prod_book')
    const { line } = await givenFurtherLine()
    const staff = await givenStaff()
    await staff.post(grantOf(line))
    const events = await emulator.events({ type: 'checkout.session.completed' })
    await emulator.deliver(events.map(({ id }) => id))
    await staff.post(`/admin/purchases/${line.purchaseId}/check`)
    await deliverEvents()

    assert.lengthOf(await FurtherLine.all(), 1)
    assert.isNotNull((await line.refresh()).grantedPurchaseId)
    assert.lengthOf((await stripe.checkout.sessions.list()).data, 1)
  })
})

/** A subscription with another one that was added at the checkout, and that staff have granted. */
async function givenGranted() {
  await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
  const sale = await givenFurtherLine('plan')
  const staff = await givenStaff()
  await staff.post(grantOf(sale.line))
  return { sale, staff, granted: await Purchase.query().where('source', 'grant').firstOrFail() }
}

/** Whether the buyer may use what was added, at a given time. */
async function allowsAt({ buyer }: Sale, now: DateTime): Promise<boolean> {
  const product = { slug: 'workbook' }
  const { allowed } = await new FindAccess().handle({
    buyer: accountBuyer(buyer.user),
    product,
    now,
  })
  return allowed
}

function grantOf({ id }: FurtherLine): string {
  return `/admin/further-lines/${id}/grant`
}
