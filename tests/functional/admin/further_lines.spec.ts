import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import FurtherLine from '#models/further_line'
import type Purchase from '#models/purchase'
import { givenStore } from '#tests/helpers/store/buying'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { givenUnknownCrossSell, purchasesOf } from '#tests/helpers/store/cross_sell'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { givenOpenCheckout, hasAccess } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'

test.group('A product that was added on the payment page and is not here', (group) => {
  group.each.setup(async () => {
    await givenStore()
    await emulator.setDelivery({ mode: 'off' })
    await givenUnknownCrossSell('prod_book')
  })

  test('counts as the purchase that it was paid with, and is listed for staff', async ({
    assert,
  }) => {
    const { purchase, sessionId, buyer } = await givenUnreportedSale()

    assert.lengthOf(await purchasesOf(sessionId), 1)
    assert.containsSubset(purchase.serialize(), { status: 'active', totalAmount: 1700 })
    const staff = await givenStaff()
    const page = await staff.get('/admin/attention')
    assert.include(
      readHtml(page.body),
      `1 × Workbook for $5.00, with purchase ${purchase.reference}`
    )
    assert.include(readHtml(page.body), 'Copy the catalogue from Stripe')
    assert.include(page.body, 'href="/admin/sync"')
    const receipt = await buyer.browser.get(`/purchases/${purchase.reference}`)
    assert.include(readHtml(receipt.body), 'Paid with it Workbook, $5.00')
    await assertInvariants(assert)
  })

  test('becomes a purchase of its own once its product is here and Stripe is read', async ({
    assert,
  }) => {
    const sale = await givenUnreportedSale()
    await syncCatalogue()
    const staff = await givenStaff()
    const page = await staff.get('/admin/attention')
    assert.include(readHtml(page.body), 'its product is here now')

    await staff.post(checkOf(sale.purchase))

    const [purchase, added] = await purchasesOf(sale.sessionId)
    assert.deepEqual([purchase.totalAmount, added.totalAmount], [1200, 500])
    assert.isTrue(await hasAccess(sale, 'workbook'))
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    assert.equal((await FurtherLine.firstOrFail()).grantedPurchaseId, added.id)
    const receipt = await sale.buyer.browser.get(`/purchases/${purchase.reference}`)
    assert.notInclude(readHtml(receipt.body), 'Paid with it')
    await assertInvariants(assert)
  })

  test('is found by the comparison with Stripe once its product is here', async ({ assert }) => {
    const sale = await givenUnreportedSale()
    await syncCatalogue()
    const staff = await givenStaff()

    await staff.post('/admin/reconcile', { intent: 'run' })

    assert.lengthOf(await purchasesOf(sale.sessionId), 2)
  })

  test('stays as it is where staff settled it otherwise', async ({ assert }) => {
    const sale = await givenUnreportedSale()
    const { id } = await FurtherLine.firstOrFail()
    const staff = await givenStaff('support')

    for (let times = 1; times <= 2; times++) {
      assert.equal((await staff.post(`/admin/further-lines/${id}/settle`)).status, 303)
    }
    await syncCatalogue()
    await (await givenStaff()).post(checkOf(sale.purchase))

    assert.lengthOf(await purchasesOf(sale.sessionId), 1)
    assert.isFalse(await hasAccess(sale, 'workbook'))
    assert.lengthOf(await staffActs().where('action', 'purchase.further_line_settled'), 1)
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    await assertInvariants(assert)
  })

  test('keeps its purchase where staff settled another line of it otherwise', async ({
    assert,
  }) => {
    const sale = await givenUnreportedSale()
    await syncCatalogue()
    const staff = await givenStaff()
    await staff.post(checkOf(sale.purchase))
    await FurtherLine.query().update({ grantedPurchaseId: null })

    await staff.post(checkOf(sale.purchase))

    const purchases = await purchasesOf(sale.sessionId)
    assert.deepEqual(
      purchases.map(({ paymentLines }) => paymentLines.map(({ totalAmount }) => totalAmount)),
      [[1200], [500]]
    )
    await emulator.refund(sale.purchase.paymentIntentId!)
    await fulfil(sale.sessionId)
    assert.isFalse(await hasAccess(sale, 'workbook'))
  })

  test('needs nobody where it is a second price of the product that was asked for', async ({
    assert,
  }) => {
    const sale = await givenUnreportedSale()
    const staff = await givenStaff()
    const { id, purchaseId, name, priceSnapshot, currency } = await FurtherLine.firstOrFail()
    await staff.post(`/admin/further-lines/${id}/settle`)
    await FurtherLine.create({
      ...{ purchaseId, name, priceSnapshot, currency },
      lineItemStripeId: 'li_recorded_before',
      productStripeId: 'prod_book',
      isRecurring: false,
      quantity: 1,
      amount: 900,
    })

    await staff.post(checkOf(sale.purchase))

    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    const line = await FurtherLine.findByOrFail('lineItemStripeId', 'li_recorded_before')
    assert.equal(line.grantedPurchaseId, sale.purchase.id)
  })

  test('needs nobody once its payment was refunded', async ({ assert }) => {
    const { purchase, sessionId } = await givenUnreportedSale()
    await emulator.refund(purchase.paymentIntentId!)
    await fulfil(sessionId)

    const page = await (await givenStaff()).get('/admin/attention')
    assert.include(readHtml(page.body), 'Nothing needs you')
  })
})

/** Two products paid together, of which Stripe has reported nothing: not even that there is the second. */
async function givenUnreportedSale() {
  const checkout = await givenOpenCheckout()
  await emulator.pay(checkout.sessionId, { crossSell: true, waitForWebhook: false })
  await fulfil(checkout.sessionId)
  await runDueWork()
  const [purchase] = await purchasesOf(checkout.sessionId)
  return { ...checkout, purchase }
}

async function fulfil(sessionId: string) {
  const fulfilCheckout = await app.container.make(FulfilCheckout)
  await fulfilCheckout.handle(sessionId, 'background')
}

function checkOf({ id }: Purchase): string {
  return `/admin/purchases/${id}/check`
}
