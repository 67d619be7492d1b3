import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import StripeEvent from '#models/stripe_event'
import { deliverEvents, givenStore, openSession, purchaseOf } from '#tests/helpers/store/buying'
import { givenSale, givenUnreportedPayment, hasAccess } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'

test.group('A customer who was deleted in Stripe', (group) => {
  group.each.setup(() => givenStore())

  test('no longer has a subscription, whether the charges are {$self}')
    .with(['listed', 'refused'] as const)
    .run(async ({ assert }, chargesOfDeletedCustomers) => {
      const sale = await givenSale('plan')
      await emulator.changeSettings({ chargesOfDeletedCustomers })
      await emulator.renew(sale.purchase.subscriptionId!)
      const { id } = await emulator.refund(
        (await purchaseOf(sale.sessionId))!.payments[0].paymentIntentId!
      )
      await deliverEvents()

      await emulator.deleteCustomer(sale.purchase.stripeCustomerId!)
      await deliverEvents()

      const ended = (await purchaseOf(sale.sessionId))!
      assert.equal(ended.status, 'lapsed')
      assert.isNotNull(ended.endedAt)
      assert.lengthOf(ended.payments, 2)
      assert.include(
        ended.payments.flatMap(({ refunds }) => refunds.map(({ stripeId }) => stripeId)),
        id
      )
      assert.isFalse(await hasAccess(sale, 'plan'))
    })

  test('keeps what was bought once, and can buy again', async ({ assert }) => {
    const sale = await givenSale('book')
    await emulator.deleteCustomer(sale.purchase.stripeCustomerId!)
    await deliverEvents()

    assert.isTrue(await hasAccess(sale, 'book'))
    const sessionId = await openSession(sale.buyer, 'plan')
    await emulator.pay(sessionId)
    await deliverEvents()

    assert.isTrue(await hasAccess(sale, 'plan'))
  })

  test('a part that Stripe does not find is asked for again, and is no unknown checkout', async ({
    assert,
  }) => {
    const { buyer, sessionId } = await givenUnreportedPayment('plan')
    const fulfil = await app.container.make(FulfilCheckout)
    await emulator.fault({ path: '^/v1/invoices$', kind: 'status', status: 404 })

    await assert.rejects(() => fulfil.handle(sessionId, 'background'), /could not be read/)
    assert.isNull(await purchaseOf(sessionId))

    assert.equal((await fulfil.handle(sessionId, 'background')).type, 'fulfilled')
    assert.isTrue(await hasAccess({ buyer }, 'plan'))
    assert.equal((await fulfil.handle('cs_test_nobody', 'background')).type, 'unknown')
  })

  test('its event is tried again', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.fault({ path: '^/v1/invoices$', kind: 'status', status: 404, times: 5 })

    await emulator.cancelSubscription(sale.purchase.subscriptionId!)
    await deliverEvents()
    const [failed] = await StripeEvent.query().whereNotNull('error')
    await emulator.clearFaults()

    assert.include(failed.error, 'could not be read')
    assert.isNotNull(failed.nextAttemptAt)
    assert.isNull(failed.ignoredAt)
  })
})
