import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import {
  type Buyer,
  deliverEvents,
  givenBuyer,
  givenStore,
  openSession,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { givenStaff, readHtml, rowsOf } from '#tests/helpers/store/panel'
import { givenPendingPayment } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'

/** A product with four prices, of which two have no nickname, and one with a single price. */
async function givenPricedProducts() {
  await emulator.reset({
    catalogue: [
      {
        id: 'prod_icons',
        name: 'Corner icons',
        prices: [
          { id: 'price_one', currency: 'eur', unit_amount: 1900, nickname: 'One person' },
          { id: 'price_team', currency: 'eur', unit_amount: 5900, nickname: 'Whole team' },
          { id: 'price_other', currency: 'eur', unit_amount: 5900 },
          { id: 'price_club', currency: 'eur', unit_amount: 500, recurring: { interval: 'month' } },
        ],
        default_price: 'price_one',
      },
      {
        id: 'prod_book',
        name: 'Book',
        prices: [{ id: 'price_book', currency: 'eur', unit_amount: 1200 }],
        default_price: 'price_book',
      },
    ],
  })
  await (await app.container.make(SyncCatalogue)).handle({ allowRemovals: true })
}

async function givenPaid(buyer: Buyer, slug: string, priceId: string) {
  const sessionId = await openSession(buyer, slug, { price_id: priceId, again: 'yes' })
  await emulator.pay(sessionId)
  await deliverEvents()
  return (await purchaseOf(sessionId))!
}

/** Everywhere that a purchase is named. */
async function everyPlace(buyer: Buyer, priceId: string, slug = 'corner-icons') {
  const purchase = await givenPaid(buyer, slug, priceId)
  const staff = await givenStaff()
  const text = async (path: string) => readHtml((await staff.get(path)).body)
  const { paymentIntentId, id: paymentId } = purchase.payments[0]
  const question = await staff.post(`/admin/purchases/${purchase.id}/refund`, {
    payment_id: String(paymentId),
    extent: 'full',
  })
  const places: Record<string, string> = {
    page: readHtml((await buyer.browser.get(`/purchases/${purchase.reference}`)).body),
    library: readHtml((await buyer.browser.get('/purchases')).body),
    list: rowsOf(await staff.get(`/admin/purchases?q=${purchase.reference}`)).join(),
    record: await text(`/admin/purchases/${purchase.id}`),
    customer: await text(`/admin/customers/${buyer.user.id}`),
    csv: (await staff.get('/admin/purchases/export')).body,
    proof: await text(`/admin/purchases/${purchase.id}/proof`),
    json: (await staff.get(`/admin/purchases/${purchase.id}/proof?format=json`)).body,
    refund: await text(`/admin/purchases/${purchase.id}/refund`),
    question: readHtml(question.body),
    search: await text(`/admin/search?q=${encodeURIComponent(buyer.user.email.slice(0, 8))}`),
  }
  await emulator.dispute(paymentIntentId!)
  await emulator.refund(paymentIntentId!)
  await deliverEvents()
  places.attention = await text('/admin/attention')
  for (const mail of await mailsTo(buyer.user.email)) {
    places[`mail: ${mail.subject}`] = mail.text
  }
  return places
}

const named = (places: Record<string, string>, name: string) =>
  Object.keys(places).filter((place) => places[place].includes(name))

test.group('The price that was bought', (group) => {
  group.each.setup(() => givenStore())
  group.each.setup(() => givenPricedProducts())

  test('is named wherever the product is: {name}')
    .with([
      { priceId: 'price_team', name: 'Whole team' },
      { priceId: 'price_other', name: 'One-time, €59' },
      { priceId: 'price_club', name: 'Monthly, €5' },
    ])
    .run(async ({ assert }, { priceId, name }) => {
      const places = await everyPlace(await givenBuyer(), priceId)
      assert.deepEqual(named(places, name), Object.keys(places))
      assert.includeMembers(Object.keys(places), [
        'mail: Your receipt for Corner icons',
        'mail: Your refund for Corner icons',
      ])
    })

  test('is not named where a product has only one', async ({ assert }) => {
    const places = await everyPlace(await givenBuyer(), 'price_book', 'book')
    delete places.attention
    assert.deepEqual(named(places, 'One-time'), [])
    assert.notInclude(places.page, 'Book ·')
  })

  test('has a column of its own in an export', async ({ assert }) => {
    const buyer = await givenBuyer()
    const { payments } = await givenPaid(buyer, 'corner-icons', 'price_team')
    await emulator.refund(payments[0].paymentIntentId!, { amount: 900 })
    await deliverEvents()

    const { body } = await (await givenStaff()).get('/admin/purchases/export')
    const [head, row] = body.replace('\uFEFF', '').split('\r\n')
    assert.equal(
      head,
      'Reference,Buyer,Product,Price,State,Source,Total,Total currency,In hand,In hand currency,Checkout,Bought'
    )
    assert.include(row, ',Corner icons,Whole team,Active,')
    assert.include(row, ',59.00,EUR,50.00,EUR,')
  })
})

test.group('The receipt on a page of a purchase', (group) => {
  group.each.setup(() => givenStore())

  test('says ordered until the money has arrived, and bought then', async ({ assert }) => {
    const { buyer, sessionId } = await givenPendingPayment()
    const { reference } = (await purchaseOf(sessionId))!
    const receipt = async () =>
      readHtml((await buyer.browser.get(`/purchases/${reference}`)).body).split('What happened')[0]

    assert.match(await receipt(), /Ordered .* Amount \$12\.00/)
    assert.notMatch(await receipt(), /Bought|Amount paid/)

    await emulator.settle(sessionId)
    await deliverEvents()
    assert.match(await receipt(), /Bought .* Amount paid \$12\.00/)
  })
})
