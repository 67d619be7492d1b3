import { test } from '@japa/runner'
import { givenStore, purchaseOf, deliverEvents } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
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

  test('suspends access during an inquiry, until the bank closes it', async ({ assert }) => {
    const sale = await givenSale()
    const inquiry = await emulator.dispute(sale.purchase.paymentIntentId!, {
      status: 'warning_needs_response',
    })
    await deliverEvents()
    assert.isFalse(await hasAccess(sale))

    await emulator.endDispute(inquiry.id, 'warning_closed')
    await deliverEvents()

    assert.isTrue(await hasAccess(sale))
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
