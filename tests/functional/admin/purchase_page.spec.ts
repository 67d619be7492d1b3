import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { createPayment, createRefund } from '#database/factories/purchase_factory'
import AuditEntry from '#models/audit_entry'
import Download from '#models/download'
import Mail from '#models/mail'
import StripeEvent from '#models/stripe_event'
import { givenStore } from '#tests/helpers/store/buying'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenSale } from '#tests/helpers/store/sale'

test.group('The page of a purchase', (group) => {
  group.each.setup(() => cleanStore())

  test('shows everything that is known about it', async ({ assert }) => {
    const { user, configuration, purchase, release } = await givenOwnedFile()
    await purchase.merge({ discountAmount: 200, totalAmount: 1000 }).save()
    const payment = await createPayment(purchase)
    await createRefund(purchase, payment, {
      stripeId: 're_1',
      amount: 300,
      reason: 'requested_by_customer',
    })
    await Mail.create({
      dedupeKey: 'receipt 1',
      kind: 'receipt',
      recipient: user.email,
      locale: 'en',
      data: {},
      status: 'sent',
      purchaseId: purchase.id,
    })
    await StripeEvent.create({
      stripeId: 'evt_1',
      type: 'checkout.session.completed',
      livemode: false,
      objectId: purchase.checkoutSessionId,
      checkoutSessionId: purchase.checkoutSessionId,
      payload: {},
      receivedAt: DateTime.utc(),
      handledAt: DateTime.utc(),
    })
    await StripeEvent.create({
      stripeId: 'evt_of_another',
      type: 'checkout.session.completed',
      livemode: false,
      objectId: 'cs_other',
      checkoutSessionId: 'cs_other',
      payload: {},
      receivedAt: DateTime.utc(),
    })
    await Download.create({
      purchaseId: purchase.id,
      userId: user.id,
      fileReleaseId: release.id,
      windowStart: DateTime.utc(),
      requests: 3,
      bytes: 100_000,
      address: '192.0.2.7',
    })
    const visitor = await givenStaff()

    const page = await visitor.get(`/admin/purchases/${purchase.id}`)

    const text = readHtml(page.body)
    for (const words of [
      purchase.reference,
      user.email,
      configuration.name,
      'Discount -$2.00',
      'Total $10.00',
      purchase.checkoutSessionId ?? '',
      payment.stripeId,
      'Refund, succeeded requested_by_customer',
      '-$3.00',
      'Receipt',
      'evt_1',
      'book.pdf, version 1',
      '192.0.2.7',
    ]) {
      assert.include(text, words)
    }
    assert.notInclude(text, 'evt_of_another')
    assert.include(page.body, `href="/admin/customers/${user.id}"`)
    assert.include(page.body, `href="/admin/products/${configuration.id}/edit"`)
  })

  test('refreshes a purchase from Stripe with a button', async ({ assert }) => {
    await givenStore()
    const { purchase } = await givenSale()
    await purchase.merge({ status: 'pending' }).save()
    const visitor = await givenStaff('support')

    const answer = await visitor.post(`/admin/purchases/${purchase.id}/check`)

    assert.equal(answer.status, 303)
    assert.equal((await purchase.refresh()).status, 'active')
    const page = await visitor.get(answer.location ?? '')
    assert.include(readHtml(page.body), 'Brought up to date: Payment pending is now Active.')
    const entry = await AuditEntry.query().where('action', 'purchase.checked').firstOrFail()
    assert.deepEqual(entry.changes, { status: { before: 'pending', after: 'active' } })
  })

  test('says so when Stripe does not know the session', async ({ assert }) => {
    const { purchase } = await givenOwnedFile()
    const visitor = await givenStaff()

    const answer = await visitor.post(`/admin/purchases/${purchase.id}/check`)

    const page = await visitor.get(answer.location ?? '')
    assert.include(readHtml(page.body), 'Nothing was changed.')
    assert.match(page.body, /role="alert"/)
    assert.equal((await purchase.refresh()).status, 'active')
  })

  test('does not offer a refresh from Stripe for a grant', async ({ assert }) => {
    const { purchase } = await givenOwnedFile({
      purchase: { source: 'grant', checkoutSessionId: null, paymentIntentId: null },
    })
    const visitor = await givenStaff()

    const page = await visitor.get(`/admin/purchases/${purchase.id}`)
    const answer = await visitor.post(`/admin/purchases/${purchase.id}/check`)

    assert.notInclude(page.body, 'Check with Stripe')
    assert.include(readHtml((await visitor.get(answer.location ?? '')).body), 'granted here')
  })
})
