import { test } from '@japa/runner'
import { givenBuyer, givenStore, deliverEvents } from '#tests/helpers/store/buying'
import { Readable } from 'node:stream'
import { countQueries } from '#tests/helpers/store/count_queries'
import { Downloader } from '#tests/helpers/store/downloader'
import { emulator } from '#tests/helpers/stripe/emulator'
import { addRelease } from '#tests/helpers/store/library'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import { givenSale } from '#tests/helpers/store/sale'
import ListTimeline from '#purchases/list_timeline'

test.group('The timeline of a purchase', (group) => {
  group.each.setup(() => givenStore())

  test('shows staff every entry with its actor, and the buyer their own part', async ({
    assert,
  }) => {
    const { sale, staff } = await givenHistory()

    const page = readHtml((await staff.get(`/admin/purchases/${sale.purchase.id}`)).body)
    for (const words of [
      'Bought for $12.00',
      'Paid $12.00',
      'Refunded $2.00',
      'Downloaded book.pdf',
    ]) {
      assert.include(page, words)
    }
    for (const deed of [
      /Bought for \$12.00 The buyer/,
      /Refunded \$2.00 \w+ Stripe/,
      /Mail: receipt The store/,
      /Event: checkout.session.completed Stripe/,
      /Access decided The owner/,
    ]) {
      assert.match(page, deed)
    }

    const { body } = await sale.buyer.browser.get(`/purchases/${sale.purchase.reference}`)
    const buyersPage = readHtml(body)
    assert.include(buyersPage, '$2.00 went back to you')
    assert.include(buyersPage, 'You downloaded book.pdf')
    assert.include(buyersPage, 'The store looked after your purchase')
    assert.notInclude(buyersPage, 'The owner')
    assert.notInclude(buyersPage, 'Shared it')
    assert.notInclude(buyersPage, 'checkout.session')
    assert.isBelow(buyersPage.indexOf('$2.00 went back'), buyersPage.indexOf('You paid $12.00'))
  })

  test('costs the same number of queries however much happened', async ({ assert }) => {
    const quiet = await givenSale()
    const { sale } = await givenHistory()

    const few = await countQueries(() => new ListTimeline().handle(quiet.purchase, null))
    const many = await countQueries(() => new ListTimeline().handle(sale.purchase, null))

    assert.isAtMost(many.queries.length, 8)
    assert.isAtMost(many.queries.length - few.queries.length, 2)
  })

  test('is exported as delivery proof in HTML and JSON, which is audited', async ({ assert }) => {
    const { sale, staff } = await givenHistory()
    const path = `/admin/purchases/${sale.purchase.id}/proof`

    const page = readHtml((await staff.get(path)).body)
    const json = await staff.get(`${path}?format=json`)

    assert.include(page, sale.buyer.user.email)
    assert.include(page, '127.0.0.1')
    const proof = JSON.parse(json.body)
    assert.equal(proof.purchase.reference, sale.purchase.reference)
    assert.equal(proof.customer.email, sale.buyer.user.email)
    const download = proof.timeline.find(({ kind }: { kind: string }) => kind === 'downloaded')
    assert.equal(download.address, '127.0.0.1')
    assert.equal(download.bytes, 4)
    assert.isNotEmpty(proof.sessions)
    assert.include(json.headers.get('content-disposition'), '.json')
    assert.lengthOf(await staffActs().where('action', 'proof.exported'), 2)
    assert.equal((await (await givenStaff('support')).get(path)).status, 403)
    assert.equal((await staff.get('/admin/purchases/999999/proof')).status, 404)
  })
})

/** A purchase with a download, a partial refund and an access decision. */
async function givenHistory() {
  const buyer = await givenBuyer()
  const sale = await givenSale('book', buyer)
  await addRelease({
    configurationId: sale.purchase.productConfigurationId,
    filename: 'book.pdf',
    stream: Readable.from([Buffer.from('book')]),
  })
  const { body } = await buyer.browser.get(`/purchases/${sale.purchase.reference}`)
  const [, file] = /href="(\/products\/book\/files\/[^"]+)"/.exec(body)!
  await (await Downloader.of(buyer.user)).get(file)
  await emulator.refund(sale.purchase.paymentIntentId!, { amount: 200 })
  await deliverEvents()
  const staff = await givenStaff()
  await staff.post(`/admin/purchases/${sale.purchase.id}/access`, {
    decision: 'keep',
    reason: 'Shared it',
  })
  return { sale, staff }
}
