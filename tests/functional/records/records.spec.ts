import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import RecordAudit from '#authority/record_audit'
import RecordStripeEvent from '#webhooks/record_stripe_event'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { createProduct } from '#database/factories/product_factory'
import { PaymentFactory, PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import Download from '#models/download'
import Mail from '#models/mail'
import Product from '#models/product'
import Refund from '#models/refund'
import StripeEvent from '#models/stripe_event'
import { CATALOGUE, givenStore } from '#tests/helpers/store/buying'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { givenStaff, linkTo, readHtml, staffActs } from '#tests/helpers/store/panel'
import { givenSale } from '#tests/helpers/store/sale'

test.group('The page of a purchase', (group) => {
  group.each.setup(() => cleanStore())

  test('tells everything that is known about it', async ({ assert }) => {
    const { user, configuration, purchase, release } = await givenOwnedFile()
    await purchase.merge({ discountAmount: 200, totalAmount: 1000 }).save()
    const payment = await PaymentFactory.merge({ purchaseId: purchase.id } as never).create()
    await Refund.create({
      paymentId: payment.id,
      stripeId: 're_1',
      amount: 300,
      status: 'succeeded',
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

  test('brings a purchase up to date with Stripe at the press of a button', async ({ assert }) => {
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

  test('says so where Stripe does not know the checkout', async ({ assert }) => {
    const { purchase } = await givenOwnedFile()
    const visitor = await givenStaff()

    const answer = await visitor.post(`/admin/purchases/${purchase.id}/check`)

    const page = await visitor.get(answer.location ?? '')
    assert.include(readHtml(page.body), 'Nothing was changed.')
    assert.match(page.body, /role="alert"/)
    assert.equal((await purchase.refresh()).status, 'active')
  })

  test('offers no look at Stripe for what was granted', async ({ assert }) => {
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

test.group('The page of a customer', (group) => {
  group.each.setup(() => cleanStore())

  test('shows what they bought and leads to all of it', async ({ assert }) => {
    const { user, purchase } = await givenOwnedFile()
    const visitor = await givenStaff()

    const list = await visitor.get(`/admin/customers?q=${user.email.slice(0, 5)}`)
    const page = await visitor.get(linkTo(list, user.email) ?? '')

    assert.include(readHtml(page.body), purchase.reference)
    assert.equal(linkTo(page, 'All purchases'), `/admin/purchases?user=${user.id}`)
  })

  test('finds people by a part of their name', async ({ assert }) => {
    await UserFactory.merge({ fullName: 'Ada Lovelace', email: 'x1@example.com' }).create()
    const visitor = await givenStaff()

    const page = await visitor.get('/admin/customers?q=LOVE')

    assert.include(page.body, 'x1@example.com')
  })
})

test.group('Stripe events', (group) => {
  group.each.setup(() => cleanStore())

  async function givenEvent(type: string, object: { id: string }, livemode = false) {
    const event = {
      id: `evt_${type}`,
      type,
      livemode,
      api_version: '2026-10-28.endive',
      data: { object },
    }
    const record = await app.container.make(RecordStripeEvent)
    await record.handle({ event: event as never, rawBody: JSON.stringify(event) })
    return StripeEvent.findByOrFail('stripeId', event.id)
  }

  test('show their payload as text, and their error', async ({ assert }) => {
    const event = await givenEvent('product.updated', { id: '<script>alert(1)</script>' })
    await event.merge({ error: 'It went <wrong>' }).save()
    const visitor = await givenStaff()

    const page = await visitor.get(`/admin/events/${event.id}`)

    assert.notInclude(page.body, '<script>alert')
    assert.include(readHtml(page.body), '"id": "<script>alert(1)</script>"')
    assert.include(readHtml(page.body), 'The last error It went <wrong>')
    assert.include((await visitor.get('/admin/events?state=failed')).body, event.stripeId)
  })

  test('are done again at the press of a button, with an audit row', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE })
    const event = await givenEvent('product.updated', { id: 'prod_book' })
    await event.merge({ error: 'Stripe was down', attempts: 4 }).save()
    const visitor = await givenStaff('support')

    const answer = await visitor.post(`/admin/events/${event.id}/replay`)

    assert.equal(answer.status, 303)
    await event.refresh()
    assert.isNotNull(event.handledAt, event.error ?? 'no error')
    assert.isNull(event.error)
    assert.equal((await Product.findByOrFail('stripeId', 'prod_book')).name, 'Book')
    const entry = await AuditEntry.query().where('action', 'stripe_event.replayed').firstOrFail()
    assert.equal(entry.changes.error.before, 'Stripe was down')
    assert.include(readHtml((await visitor.get(answer.location ?? '')).body), 'Replayed')
  })

  test('of the other mode are not done again', async ({ assert }) => {
    const event = await givenEvent('product.updated', { id: 'prod_book' }, true)
    const visitor = await givenStaff()

    const answer = await visitor.post(`/admin/events/${event.id}/replay`)

    assert.include(readHtml((await visitor.get(answer.location ?? '')).body), 'of the other mode')
    assert.lengthOf(await Product.all(), 0)
  })
})

test.group('Syncing from the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('shows first what would change, then changes it', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE })
    const visitor = await givenStaff()

    const preview = await visitor.post('/admin/sync', { intent: 'preview' })
    assert.include(readHtml(preview.body), 'What would change')
    assert.include(readHtml(preview.body), 'prod_book')
    assert.lengthOf(await Product.all(), 0)
    assert.lengthOf(await staffActs(), 0)

    const run = await visitor.post('/admin/sync', { intent: 'run' })
    assert.include(readHtml(run.body), 'What was changed')
    assert.lengthOf(await Product.all(), CATALOGUE.length)
    assert.equal((await staffActs().firstOrFail()).action, 'catalogue.synced')

    const again = await visitor.post('/admin/sync', { intent: 'run' })
    assert.include(readHtml(again.body), 'Everything was up to date.')
  })

  test('says in a sentence what is in the way', async ({ assert }) => {
    await emulator.fault({
      method: 'GET',
      path: '/v1/products',
      kind: 'status',
      status: 401,
      times: 9,
    })
    const visitor = await givenStaff()

    const answer = await visitor.post('/admin/sync', { intent: 'run' })

    assert.equal(answer.status, 503)
    assert.include(readHtml(answer.body), 'Nothing was copied')
    assert.lengthOf(await staffActs(), 0)
  })
})

test.group('The overview', (group) => {
  group.each.setup(() => cleanStore())

  test('counts what needs somebody and leads to it', async ({ assert }) => {
    const { configuration, price } = await createProduct()
    await price.merge({ active: false }).save()
    const buyer = await UserFactory.create()
    await PurchaseFactory.merge({
      userId: buyer.id,
      productConfigurationId: configuration.id,
      status: 'mismatch',
    } as never).create()
    await Mail.create({
      dedupeKey: 'x',
      kind: 'receipt',
      recipient: buyer.email,
      locale: 'en',
      data: {},
      status: 'failed',
      error: 'No such mailbox',
    })
    const { configuration: onSale } = await createProduct({ product: { name: 'Bare' } })
    const visitor = await givenStaff()

    const page = await visitor.get('/admin')

    for (const [words, row] of [
      ['1 Purchases that do not match', buyer.email],
      ['1 Mails that failed', buyer.email],
      ['1 Products that have no price to pay', configuration.name],
      ['1 Products on sale without a file', onSale.name],
    ]) {
      const list = await visitor.get(linkTo(page, words) ?? '/nowhere')
      assert.include(readHtml(list.body), row, words)
    }
  })

  test('says which Stripe it is, on every page', async ({ assert }) => {
    const visitor = await givenStaff()
    for (const path of ['/admin', '/admin/products', '/admin/audit']) {
      assert.include((await visitor.get(path)).body, 'Stripe: local')
    }
  })
})

test.group('The audit', (group) => {
  group.each.setup(() => cleanStore())

  test('shows before and after of each change, and never a secret', async ({ assert }) => {
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor: {
            id: null,
            label: 'Command line',
            role: null,
            address: null,
            userAgent: null,
            requestId: null,
          },
          action: 'user.updated',
          subject: { type: 'user', id: 1, label: 'ada@example.com' },
          changes: {
            password: { before: 'old secret', after: 'new secret' },
            name: { before: 'A<b>', after: 'B' },
          },
        },
        trx
      )
    )
    const entry = await staffActs().firstOrFail()
    const visitor = await givenStaff()

    const page = await visitor.get(`/admin/audit/${entry.id}`)

    assert.include(readHtml(page.body), 'name A<b> B')
    assert.notInclude(page.body, 'old secret')
    assert.notInclude(JSON.stringify(await staffActs()), 'secret"')
  })
})
