import { test } from '@japa/runner'
import Price from '#models/price'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import {
  deliverEvents,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenSale, hasAccess } from '#tests/helpers/store/sale'
import {
  givenPlanPrice,
  givenTwoSubscriptions,
  settleSubscription,
  violations,
} from '#tests/helpers/store/second_purchases'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('A subscriber who buys the same product', (group) => {
  group.each.setup(() => givenStore())

  test('is offered the price that is paid once, and asked before it is bought', async ({
    assert,
  }) => {
    const once = await givenPlanPrice({ unit_amount: 9900 })
    const sale = await givenSale('plan')
    const { browser } = sale.buyer

    const page = await browser.get('/products/plan')
    assert.include(page.body, once)
    assert.notInclude(page.body, 'value="price_plan"')
    const asked = await pressBuy(sale.buyer, 'plan', { price_id: once })
    assert.equal(asked.status, 409)
    assert.include(readHtml(asked.body), 'the subscription goes on and is charged again until you')
    const paid = await openSession(sale.buyer, 'plan', { price_id: once, again: 'yes' })
    await emulator.pay(paid)
    await deliverEvents()

    assert.equal((await purchaseOf(paid))!.status, 'active')
    assert.equal(
      (await stripe.subscriptions.retrieve(sale.purchase.subscriptionId!)).status,
      'active'
    )
    await assertInvariants(assert)
  })

  test('is offered nothing where every price is a subscription', async ({ assert }) => {
    await givenPlanPrice({ unit_amount: 9000, recurring: { interval: 'year' } })
    const sale = await givenSale('plan')

    const page = await sale.buyer.browser.get('/products/plan')
    const asked = await pressBuy(sale.buyer, 'plan', { price_id: 'price_plan' })

    assert.notInclude(page.body, 'action="/products/plan/checkout"')
    assert.equal(asked.status, 409)
    assert.include(readHtml(asked.body), 'A second one would be charged as well.')
  })

  test('is not sent to buy it again while a refunded subscription goes on', async ({ assert }) => {
    const sale = await givenSale('plan')
    const [payment] = (await purchaseOf(sale.sessionId))!.payments
    await emulator.refund(payment.paymentIntentId!)
    await deliverEvents()

    const { body } = await sale.buyer.browser.get(`/purchases/${sale.purchase.reference}`)
    const asked = await pressBuy(sale.buyer, 'plan')

    assert.match(
      readHtml(body),
      /The subscription goes on and is charged again on \d+ \w+ \d{4}, unless it is cancelled/
    )
    assert.notInclude(readHtml(body), 'Buy it again')
    assert.include(readHtml(body), 'Manage subscription')
    assert.equal(asked.status, 409)
  })
})

test.group('Two subscriptions to one product', (group) => {
  group.each.setup(() => givenStore())

  test('paid in two tabs need attention, and are shown to the buyer, until one is cancelled', async ({
    assert,
  }) => {
    const { buyer, first, second } = await givenTwoSubscriptions()
    const staff = await givenStaff('support')

    const attention = readHtml((await staff.get('/admin/attention')).body)
    assert.include(attention, 'Two subscriptions to one product')
    assert.include(attention, `The same buyer has ${first.reference} of the same product`)
    const mine = await buyer.browser.get(`/purchases/${second.reference}`)
    assert.include(readHtml(mine.body), 'You have two subscriptions to Plan')
    assert.include(mine.body, `href="/purchases/${first.reference}"`)
    assert.deepEqual(await violations(), [second.reference])

    const form = await staff.get(`/admin/purchases/${second.id}/subscription`)
    assert.include(readHtml(form.body), `The buyer also has ${first.reference}`)
    await settleSubscription(staff, second.id, { act: 'cancel_now' })
    await deliverEvents()

    assert.deepEqual(await violations(), [])
    assert.isTrue(await hasAccess({ buyer }, 'plan'))
    const after = await buyer.browser.get(`/purchases/${first.reference}`)
    assert.notInclude(readHtml(after.body), 'You have two subscriptions')
  })

  test('are left with a reason', async ({ assert }) => {
    const { second } = await givenTwoSubscriptions()
    const staff = await givenStaff('support')

    await settleSubscription(staff, second.id, { act: 'leave', note: 'One is for a colleague' })

    assert.deepEqual(await violations(), [])
    assert.include(
      readHtml((await staff.get(`/admin/purchases/${second.id}`)).body),
      'One is for a colleague'
    )
  })

  for (const bought of ['before', 'after'] as const) {
    test(`need attention where one was changed to the product, bought ${bought} the other`, async ({
      assert,
    }) => {
      const studio = await givenStudio()
      const buyer = await givenBuyer()
      const slugs = bought === 'before' ? ['studio', 'plan'] : ['plan', 'studio']
      const sales = [await givenSale(slugs[0], buyer), await givenSale(slugs[1], buyer)]
      const changed = sales[slugs.indexOf('plan')]
      assert.deepEqual(await violations(), [])

      await emulator.changePlan(changed.purchase.subscriptionId!, studio)
      await deliverEvents()

      assert.deepEqual(await violations(), [sales[1].purchase.reference])
      const staff = await givenStaff('support')
      assert.include(
        readHtml((await staff.get('/admin/attention')).body),
        `The same buyer has ${sales[0].purchase.reference} of the same product`
      )
      await settleSubscription(staff, sales[1].purchase.id, { act: 'leave', note: 'Wanted' })
      assert.deepEqual(await violations(), [])
    })
  }

  test('are left in peace where the buyer was asked', async ({ assert }) => {
    const sale = await givenSale('plan')
    const session = await openSession(sale.buyer, 'plan', { price_id: 'price_plan', again: 'yes' })
    await emulator.pay(session)
    await deliverEvents()

    assert.equal((await purchaseOf(session))!.status, 'active')
    assert.deepEqual(await violations(), [])
  })
})

/** Another subscription, for $20.00 a month; the id of its price. */
async function givenStudio(): Promise<string> {
  await stripe.products.create({
    name: 'Studio',
    default_price_data: { currency: 'usd', unit_amount: 2000, recurring: { interval: 'month' } },
  })
  await syncCatalogue()
  const price = await Price.query().where('unitAmount', 2000).firstOrFail()
  return price.stripeId
}
