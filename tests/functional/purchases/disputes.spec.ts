import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import { UserFactory } from '#database/factories/user_factory'
import Mail from '#models/mail'
import WatchStore from '#operations/watch_store'
import { givenStore, purchaseOf, deliverEvents } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { hasAccess, givenSale } from '#tests/helpers/store/sale'

test.group('A disputed payment', (group) => {
  group.each.setup(() => givenStore())

  test('suspends access, and restores it when {$self}')
    .with(['won', 'prevented'] as const)
    .run(async ({ assert }, outcome) => {
      const sale = await givenSale()

      const dispute = await emulator.dispute(sale.purchase.paymentIntentId!, { reason: 'general' })
      await deliverEvents()
      assert.isFalse(await hasAccess(sale))
      const disputed = (await purchaseOf(sale.sessionId))!
      assert.equal(disputed.status, 'disputed')
      assert.isAbove(disputed.payments[0].disputes[0].evidenceDueAt!.diffNow('days').days, 5)

      await emulator.endDispute(dispute.id, outcome)
      await deliverEvents()

      assert.isTrue(await hasAccess(sale))
      assert.equal((await purchaseOf(sale.sessionId))!.payments[0].disputes[0].status, outcome)
    })

  test('ends access when lost', async ({ assert }) => {
    const sale = await givenSale()

    const dispute = await emulator.dispute(sale.purchase.paymentIntentId!)
    await emulator.endDispute(dispute.id, 'lost')
    await deliverEvents()

    assert.isFalse(await hasAccess(sale))
    assert.equal((await purchaseOf(sale.sessionId))!.status, 'lost')
  })

  test('that is only an inquiry keeps access, and the owner is notified', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()
    const page = async (path: string) => readHtml((await staff.get(path)).body)

    const inquiry = await emulator.dispute(sale.purchase.paymentIntentId!, {
      status: 'warning_needs_response',
    })
    await deliverEvents()
    assert.isTrue(await hasAccess(sale))
    assert.equal((await purchaseOf(sale.sessionId))!.status, 'active')
    assert.include(await page('/admin/attention'), 'The bank asks about a payment')
    assert.include(
      await page(`/admin/purchases/${sale.purchase.id}`),
      'The bank asked about $12.00'
    )
    const { body } = await sale.buyer.browser.get(`/purchases/${sale.purchase.reference}`)
    assert.include(readHtml(body), 'Your bank asked about $12.00')

    await emulator.reviewDispute(inquiry.id)
    await deliverEvents()
    assert.isTrue(await hasAccess(sale))
    assert.include(await page('/admin/attention'), 'Nothing needs you')

    await emulator.endDispute(inquiry.id, 'warning_closed')
    await deliverEvents()
    assert.isTrue(await hasAccess(sale))
  })

  test('that is only an inquiry is mailed to the owners', async ({ assert }) => {
    const sale = await givenSale()
    const owner = await UserFactory.apply('admin').create()
    await emulator.dispute(sale.purchase.paymentIntentId!, { status: 'warning_needs_response' })
    await deliverEvents()
    await db.from('disputes').update({
      created_at: databaseTime(DateTime.utc().minus({ hours: 3 })),
    })

    await new WatchStore().handle()

    const [mail] = await Mail.query().where('kind', 'needs_attention')
    assert.equal(mail.recipient, owner.email)
    assert.include(JSON.stringify(mail.data), 'No money was taken')
  })

  test('has its last status although Stripe no longer marks the payment as disputed', async ({
    assert,
  }) => {
    const sale = await givenSale()
    await emulator.changeSettings({ disputedAfterClosing: 'cleared' })
    const dispute = await emulator.dispute(sale.purchase.paymentIntentId!)
    await deliverEvents()
    assert.isFalse(await hasAccess(sale))

    await emulator.endDispute(dispute.id, 'won')
    await deliverEvents()

    assert.isTrue(await hasAccess(sale))
    assert.equal((await purchaseOf(sale.sessionId))!.payments[0].disputes[0].status, 'won')
  })

  test('of an earlier period suspends a subscription, and keeps the current period when lost', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const [first] = (await purchaseOf(sale.sessionId))!.payments
    await emulator.renew(sale.purchase.subscriptionId!)
    const dispute = await emulator.dispute(first.paymentIntentId!)
    await deliverEvents()
    assert.isFalse(await hasAccess(sale, 'plan'))

    await emulator.endDispute(dispute.id, 'lost')
    await deliverEvents()

    assert.isTrue(await hasAccess(sale, 'plan'))
  })

  test('ends in the same state when its events arrive twice and in reverse order', async ({
    assert,
  }) => {
    const sale = await givenSale()
    await emulator.setDelivery({ mode: 'hold' })
    const dispute = await emulator.dispute(sale.purchase.paymentIntentId!)
    await emulator.endDispute(dispute.id, 'won')
    await emulator.flushHeld({ order: 'lifo' })
    await emulator.setDelivery({ mode: 'normal' })
    const events = await emulator.events({ type: 'charge.dispute.created' })
    await emulator.deliver(
      events.map(({ id }) => id),
      { times: 2 }
    )
    await deliverEvents()

    const { payments, status } = (await purchaseOf(sale.sessionId))!
    assert.equal(status, 'active')
    assert.lengthOf(payments[0].disputes, 1)
  })
})
