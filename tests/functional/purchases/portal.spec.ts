import { test } from '@japa/runner'
import env from '#start/env'
import { portalByAccount } from '#http/rate_limits'
import Mail from '#models/mail'
import { givenBuyer, givenStore, purchaseOf, deliverEvents } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { readHtml } from '#tests/helpers/store/panel'
import { givenSale, hasAccess, openPortal, type Sale } from '#tests/helpers/store/sale'
import { stripe } from '#tests/helpers/stripe/stripe'
import { Visitor } from '#tests/helpers/store/visitor'

test.group('Managing a subscription', (group) => {
  group.each.setup(() => givenStore())

  test('leads to the billing portal of Stripe, and shows the changes after the return', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    assert.include(await pageOf(sale), 'Manage subscription')
    assert.include(await pageOf(sale), 'for $9.00')
    await emulator.setDelivery({ mode: 'off' })

    const answer = await openPortal(sale)
    assert.equal(answer.status, 303)
    await emulator.cancelSubscription(sale.purchase.subscriptionId!, { atPeriodEnd: true })
    const back = await sale.buyer.browser.get(`/purchases/${sale.purchase.reference}/portal`)

    assert.equal(new URL(answer.location!).origin, new URL(env.get('STRIPE_API_BASE', '')).origin)
    assert.equal((await fetch(answer.location!)).status, 200)
    assert.equal(back.location, `/purchases/${sale.purchase.reference}`)
    assert.include(await pageOf(sale), 'is cancelled')
  })

  test('follows a change of plan and keeps the original price', async ({ assert }) => {
    const sale = await givenSale('plan')
    const price = await stripe.prices.create({
      product: 'prod_plan',
      currency: 'usd',
      unit_amount: 9900,
      recurring: { interval: 'year' },
    })

    await emulator.changePlan(sale.purchase.subscriptionId!, price.id)
    await deliverEvents()

    const purchase = (await purchaseOf(sale.sessionId))!
    assert.equal(purchase.status, 'active')
    assert.equal(purchase.renewalAmount, 9900)
    assert.equal(purchase.renewalInterval, 'year')
    assert.equal(purchase.priceSnapshot.unitAmount, 900)
    assert.isTrue(await hasAccess(sale, 'plan'))
    assert.include(await pageOf(sale), 'for $99.00')
  })

  test('warns once of a failed payment, with a link to fix it', async ({ assert }) => {
    const sale = await givenSale('plan')

    await emulator.renew(sale.purchase.subscriptionId!, { fail: true })
    await deliverEvents()
    await emulator.renew(sale.purchase.subscriptionId!, { fail: true })
    await deliverEvents()

    assert.isTrue(await hasAccess(sale, 'plan'))
    assert.include(await pageOf(sale), 'Fix the payment')
    const list = readHtml((await sale.buyer.browser.get('/purchases')).body)
    assert.include(list, 'Fix the payment')
    assert.lengthOf(await Mail.query().where('kind', 'renewal_failed'), 1)

    await emulator.updateCard(sale.purchase.subscriptionId!)
    await deliverEvents()

    assert.notInclude(await pageOf(sale), 'Fix the payment')
    assert.equal((await purchaseOf(sale.sessionId))!.status, 'active')
    assert.lengthOf((await purchaseOf(sale.sessionId))!.payments, 2)
  })

  test('suspends access while the subscription is {$self}')
    .with(['paused', 'unpaid'] as const)
    .run(async ({ assert }, state) => {
      const sale = await givenSale('plan')
      const id = sale.purchase.subscriptionId!

      if (state === 'paused') {
        await emulator.pause(id)
      } else {
        await emulator.renew(id, { fail: true })
        await emulator.giveUp(id, 'unpaid')
      }
      await deliverEvents()
      assert.isFalse(await hasAccess(sale, 'plan'))

      await (state === 'paused' ? emulator.resume(id) : emulator.updateCard(id))
      await deliverEvents()
      assert.isTrue(await hasAccess(sale, 'plan'))
    })

  test('says so when Stripe does not answer', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.fault({ path: '/v1/billing_portal/sessions', kind: 'status', times: 10 })

    const answer = await openPortal(sale)
    await emulator.clearFaults()

    assert.equal(answer.status, 503)
    assert.include(readHtml(answer.body), 'Nothing was changed.')
    assert.equal((await openPortal(sale)).status, 303)
  })

  test('asks Stripe a limited number of times, and shows the purchase all the same', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const { buyer, purchase } = sale
    const path = `/purchases/${purchase.reference}`
    for (let count = 0; count < portalByAccount.requests; count++) {
      await buyer.browser.get(`${path}/portal`)
    }
    const calls = (await emulator.requests()).length

    assert.equal((await buyer.browser.get(`${path}/portal`)).location, path)
    assert.equal((await openPortal(sale)).status, 429)
    assert.lengthOf(await emulator.requests(), calls)
    assert.equal((await buyer.browser.get(path)).status, 200)
  })

  test('is for its buyer and for subscriptions only', async ({ assert }) => {
    const sale = await givenSale('plan')
    const once = await givenSale('book', sale.buyer)
    const path = `/purchases/${sale.purchase.reference}/portal`
    const other = await givenBuyer()

    assert.equal((await other.browser.post(path)).status, 404)
    assert.equal((await other.browser.get(path)).status, 404)
    assert.equal((await new Visitor().get(path)).location, '/login')
    assert.equal((await openPortal(once)).location, `/purchases/${once.purchase.reference}`)
    assert.notInclude(await pageOf(once), 'Manage subscription')
    const { body } = await sale.buyer.browser.post(path, { _csrf: 'forged' })
    assert.notInclude(body, '/portal/')
  })
})

async function pageOf({ buyer, purchase }: Sale): Promise<string> {
  return readHtml((await buyer.browser.get(`/purchases/${purchase.reference}`)).body)
}
