import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import { accountBuyer } from '#buyers/buyer'
import FindAccess from '#access/find_access'
import AuditEntry from '#models/audit_entry'
import { deliverEvents, givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { givenCrossSell, givenSaleOfTwo } from '#tests/helpers/store/cross_sell'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenSale, hasAccess, type Sale } from '#tests/helpers/store/sale'
import { reconcile } from '#tests/faults/random_histories/random_history'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('A subscription that is changed to another product', (group) => {
  group.each.setup(() => givenStore())

  test('moves the purchase, its access and its pages to that product', async ({ assert }) => {
    const sale = await givenSale('plan')
    const price = await givenStudio()

    await changeInPortal(sale, price)
    await deliverEvents()

    const purchase = (await purchaseOf(sale.sessionId))!
    assert.isTrue(await hasAccess(sale, 'studio'))
    assert.isFalse(await hasAccess(sale, 'plan'))
    assert.equal(purchase.productSnapshot.name, 'Studio')
    assert.containSubset(purchase.priceSnapshot, { stripeId: price, unitAmount: 2000 })
    assert.equal(purchase.subtotalAmount, 900)
    assert.equal(purchase.status, 'active')

    const buyers = await pageOf(sale)
    assert.include(buyers, 'Your subscription to Studio is active')
    assert.include(buyers, 'Your subscription changed from Plan to Studio')
    assert.include(buyers, 'Plan, now Studio')
    const staff = await givenStaff()
    const record = readHtml((await staff.get(`/admin/purchases/${purchase.id}`)).body)
    assert.include(record, 'Subscription changed from Plan to Studio')
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
  })

  test('names the amount that Stripe will charge, with its prorations', async ({ assert }) => {
    const sale = await givenSale('plan')
    const price = await givenStudio()
    await emulator.changePlan(sale.purchase.subscriptionId!, price)
    await deliverEvents()
    assert.include(await pageOf(sale), 'for $31.00')

    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()

    const { payments, renewalAmount } = (await purchaseOf(sale.sessionId))!
    assert.sameMembers(
      payments.map(({ amount }) => amount),
      [900, 3100]
    )
    assert.equal(renewalAmount, 2000)
    assert.isTrue(await hasAccess(sale, 'studio'))
  })

  test('moves back, and keeps the history', async ({ assert }) => {
    const sale = await givenSale('plan')
    const price = await givenStudio()
    const id = sale.purchase.subscriptionId!

    await emulator.changePlan(id, price, { proration: 'none' })
    await deliverEvents()
    await emulator.changePlan(id, 'price_plan', { proration: 'none' })
    await deliverEvents()
    await deliverEvents()

    assert.isTrue(await hasAccess(sale, 'plan'))
    assert.isFalse(await hasAccess(sale, 'studio'))
    assert.include(await pageOf(sale), 'changed from Studio to Plan')
    const entries = await AuditEntry.query().where('action', 'purchase.product_changed')
    assert.lengthOf(entries, 2)
    assert.isTrue(entries.every(({ actorLabel }) => actorLabel === 'Stripe'))
  })

  test('keeps its product where the other one is not here, until it is', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.setDelivery({ mode: 'off' })
    const price = await createStudio()
    const staff = await givenStaff()
    const attention = async () => readHtml((await staff.get('/admin/attention')).body)

    await emulator.changePlan(sale.purchase.subscriptionId!, price)
    await reconcile()
    assert.isTrue(await hasAccess(sale, 'plan'))
    assert.include(await attention(), 'Subscribed to an unknown product')
    assert.equal((await purchaseOf(sale.sessionId))!.unknownProductStripeId, 'prod_studio')

    const sync = await app.container.make(SyncCatalogue)
    await sync.handle()
    await reconcile()

    assert.isTrue(await hasAccess(sale, 'studio'))
    assert.isNull((await purchaseOf(sale.sessionId))!.unknownProductStripeId)
    assert.include(await attention(), 'Nothing needs you')
  })

  test('is found by reconciling although no event arrived', async ({ assert }) => {
    const sale = await givenSale('plan')
    const price = await givenStudio()
    await emulator.setDelivery({ mode: 'off' })
    await emulator.changePlan(sale.purchase.subscriptionId!, price)

    await reconcile()

    assert.isTrue(await hasAccess(sale, 'studio'))
    assert.equal((await reconcile())?.counts.fixed, 0)
  })

  test('stays with its product when another item is added', async ({ assert }) => {
    const sale = await givenSale('plan')
    const price = await givenStudio()

    await stripe.subscriptions.update(sale.purchase.subscriptionId!, { items: [{ price }] })
    await deliverEvents()

    const purchase = (await purchaseOf(sale.sessionId))!
    assert.isTrue(await hasAccess(sale, 'plan'))
    assert.equal(purchase.productSnapshot.name, 'Plan')
    assert.equal(purchase.renewalAmount, 4900)
  })

  test('is no difference from Stripe when an item is added that is nobody’s', async ({
    assert,
  }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const sale = await givenSaleOfTwo('plan')
    const price = await givenStudio()
    await stripe.subscriptions.update(sale.purchase.subscriptionId!, { items: [{ price }] })
    await deliverEvents()

    assert.equal((await reconcile())?.counts.fixed, 0)
  })

  test('moves although something that was added at the checkout continues', async ({ assert }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const sale = await givenSaleOfTwo('plan')
    const price = await givenStudio()

    await changeItem(sale, 'price_plan', price)
    await deliverEvents()

    const purchase = (await purchaseOf(sale.sessionId))!
    assert.isTrue(await hasAccess(sale, 'studio'))
    assert.isFalse(await hasAccess(sale, 'plan'))
    assert.equal(purchase.productSnapshot.name, 'Studio')
    assert.equal(purchase.priceStripeId, price)
    assert.isTrue(await hasAccess(sale, 'workbook'))
    assert.equal((await sale.added.refresh()).productSnapshot.name, 'Workbook')
  })

  test('moves to the product that another one of its checkout leaves at the same time', async ({
    assert,
  }) => {
    await givenCrossSell('prod_plan', { unit_amount: 300, recurring: { interval: 'month' } })
    const sale = await givenSaleOfTwo('plan')
    const studio = await givenStudio()
    const workbook = sale.added.priceStripeId!
    await changeItem(sale, workbook, studio)
    await deliverEvents()
    assert.equal((await sale.added.refresh()).productSnapshot.name, 'Studio')

    const { items } = await stripe.subscriptions.retrieve(sale.purchase.subscriptionId!)
    const idOf = (price: string) => items.data.find((item) => item.price.id === price)!.id
    await stripe.subscriptions.update(sale.purchase.subscriptionId!, {
      items: [
        { id: idOf(studio), price: workbook },
        { id: idOf('price_plan'), price: studio },
      ],
    })
    await deliverEvents()

    for (const [purchase, name] of [
      [sale.purchase, 'Studio'],
      [sale.added, 'Workbook'],
    ] as const) {
      await purchase.refresh()
      assert.equal(purchase.productSnapshot.name, name)
      assert.equal(purchase.checkoutSessionId, sale.sessionId)
    }
    assert.isTrue(await hasAccess(sale, 'studio'))
    assert.isFalse(await hasAccess(sale, 'plan'))
  })

  test('has the price of the product that it stays with', async ({ assert }) => {
    const sale = await givenSale('plan')
    const price = await givenStudio()
    let other = ''
    while (other < price) {
      other = await createPrice('prod_plan', 1500)
    }
    await stripe.subscriptions.update(sale.purchase.subscriptionId!, { items: [{ price }] })
    await changeItem(sale, 'price_plan', other)
    await deliverEvents()

    const purchase = (await purchaseOf(sale.sessionId))!
    assert.equal(purchase.productSnapshot.name, 'Plan')
    assert.equal(purchase.priceStripeId, other)
  })

  test('is paid until the end of the shorter period that the longer one was credited for', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const id = sale.purchase.subscriptionId!
    await emulator.changePlan(id, await createPrice('prod_plan', 9000, 'year'))
    await deliverEvents()
    const yearly = (await purchaseOf(sale.sessionId))!
    assert.isAbove(yearly.paidUntil!.diffNow('days').days, 360)

    await emulator.changePlan(id, 'price_plan')
    await emulator.pauseCollection(id)
    await deliverEvents()

    const monthly = (await purchaseOf(sale.sessionId))!
    assert.equal(+monthly.paidUntil!, +monthly.currentPeriodEndsAt!)
    assert.isBelow(monthly.paidUntil!.diffNow('days').days, 32)
    assert.include(
      await pageOf(sale),
      `What you paid for stays open until ${monthly.paidUntil!.toFormat('d LLL yyyy')}`
    )
  })

  test('keeps its price where the other product is not here', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.changePlan(sale.purchase.subscriptionId!, await createStudio())
    await reconcile()

    assert.equal((await purchaseOf(sale.sessionId))!.priceStripeId, 'price_plan')
    const { allowed } = await new FindAccess().handle({
      buyer: accountBuyer(sale.buyer.user),
      product: { slug: 'plan' },
      price: 'price_plan',
    })
    assert.isTrue(allowed)
  })
})

/** Changes the price of one item of a subscription, as in Stripe's dashboard. */
async function changeItem({ purchase }: Sale, from: string, price: string) {
  const { items } = await stripe.subscriptions.retrieve(purchase.subscriptionId!)
  const { id } = items.data.find((item) => item.price.id === from)!
  await stripe.subscriptions.update(purchase.subscriptionId!, { items: [{ id, price }] })
}

/** A subscription of another product, for $20.00 a month; the id of its price. */
async function givenStudio(): Promise<string> {
  const price = await createStudio()
  await deliverEvents()
  return price
}

async function createStudio(): Promise<string> {
  await stripe.products.create({ id: 'prod_studio', name: 'Studio' })
  return createPrice('prod_studio', 2000)
}

async function createPrice(
  product: string,
  amount: number,
  interval: 'month' | 'year' = 'month'
): Promise<string> {
  const { id } = await stripe.prices.create({
    product,
    currency: 'usd',
    unit_amount: amount,
    recurring: { interval },
  })
  return id
}

/** The buyer changes the plan in the portal. */
async function changeInPortal({ purchase }: Sale, price: string) {
  await emulator.changeSettings({ portalPlans: 'all_products' })
  const { url } = await stripe.billingPortal.sessions.create({
    customer: purchase.stripeCustomerId!,
  })
  const fields = { subscription: purchase.subscriptionId!, price, intent: 'plan' }
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })
  if (answer.status !== 303) {
    throw new Error(`The portal answered ${answer.status}`)
  }
}

async function pageOf({ buyer, purchase }: Sale): Promise<string> {
  return readHtml((await buyer.browser.get(`/purchases/${purchase.reference}`)).body)
}
