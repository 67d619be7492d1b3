import { accountBuyer } from '#buyers/buyer'
import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { createPayment, createRefund } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import type Purchase from '#models/purchase'
import type User from '#models/user'
import type { PurchaseStatus } from '#models/purchase_status'
import ListLibrary from '#purchases/list_library'
import { ACCESS_CASES } from '#tests/helpers/store/access_truth_table'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import {
  addRelease,
  givenOwnedFile,
  givenPurchase,
  hiddenProducts,
} from '#tests/helpers/store/library'
import { countQueries, SESSION_AND_USER } from '#tests/helpers/store/count_queries'
import { type Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'

/** The text and the next step of each state without access. */
const REFUSED: { status: PurchaseStatus; words: string; next: string }[] = [
  { status: 'pending', words: 'is on its way', next: 'Check the payment now' },
  { status: 'failed', words: 'did not go through', next: 'Buy it again' },
  { status: 'refunded', words: 'was refunded', next: 'Buy it again' },
  { status: 'disputed', words: 'is disputed', next: 'Write to the store' },
  { status: 'lost', words: 'was taken back', next: 'Buy it again' },
  { status: 'lapsed', words: 'has ended', next: 'Buy it again' },
  { status: 'mismatch', words: 'are checking the payment', next: 'Write to the store' },
]

test.group('My purchases', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('requires sign-in', async ({ client }) => {
    for (const address of ['/purchases', '/purchases/0123456789']) {
      const page = await client.get(address).redirects(0)
      page.assertStatus(303)
      page.assertHeader('location', '/login')
    }
  })

  test('says what to do when nothing was bought', async ({ client }) => {
    const page = await client.get('/purchases').loginAs(await UserFactory.create())
    page.assertStatus(200)
    page.assertTextIncludes('You have not bought anything yet')
  })

  test('shows a purchase with its total, its links and its files', async ({ assert, client }) => {
    const { user, configuration, purchase, release, address } = await givenOwnedFile({
      filename: 'Größe.pdf',
    })
    for (const path of ['/purchases', `/purchases/${purchase.reference}`]) {
      const page = await client.get(path).loginAs(user)
      page.assertStatus(200)
      page.assertTextIncludes(configuration.name)
      page.assertTextIncludes(purchase.reference)
      page.assertTextIncludes('$12.00')
      page.assertTextIncludes(release.sha256)
      page.assertTextIncludes('PDF')
      page.assertTextIncludes('100 kB')
      page.assertTextIncludes(`href="${address}"`)
      page.assertTextIncludes(`href="/products/${configuration.slug}/access"`)
      assert.notMatch(page.text(), /purchases\.[a-z_]+\./)
      assert.notInclude(page.text(), '@!')
    }
  })

  test('does not show a purchase to others', async ({ client }) => {
    const { purchase, configuration } = await givenOwnedFile()
    const stranger = await UserFactory.create()

    const page = await client.get(`/purchases/${purchase.reference}`).loginAs(stranger)
    page.assertStatus(404)
    const list = await client.get('/purchases').loginAs(stranger)
    list.assertStatus(200)
    if (list.text().includes(configuration.name)) {
      throw new Error('The list shows what somebody else bought.')
    }
  })

  test('explains a purchase that is {status} and offers a next step')
    .with(REFUSED)
    .run(async ({ assert, client }, { status, words, next }) => {
      const { user, purchase, address } = await givenOwnedFile({ purchase: { status } })

      for (const path of ['/purchases', `/purchases/${purchase.reference}`]) {
        const page = await client.get(path).loginAs(user)
        page.assertStatus(200)
        page.assertTextIncludes(next)
        assert.notInclude(page.text(), `href="${address}"`)
      }
      const page = await client.get(`/purchases/${purchase.reference}`).loginAs(user)
      page.assertTextIncludes(words)
    })

  test('does not offer to buy a hidden product again', async ({ assert, client }) => {
    const user = await UserFactory.create()
    for (const hidden of hiddenProducts()) {
      const { configuration } = await createProduct(hidden)
      const purchase = await givenPurchase(user, configuration, { status: 'refunded' })

      for (const path of ['/purchases', `/purchases/${purchase.reference}`]) {
        const page = await client.get(path).loginAs(user)
        page.assertStatus(200)
        page.assertTextIncludes('See all products')
        assert.notInclude(page.text(), 'Buy it again')
        assert.notInclude(page.text(), `href="/products/${configuration.slug}"`)
      }
    }
  })

  test('has a distinct title for every access code', async ({ assert, client }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct({ configuration: { graceDays: 3 } })
    const titles = new Map<string, string>()
    for (const { purchase, code } of ACCESS_CASES) {
      const row = await givenPurchase(user, configuration, purchase)
      const page = await client.get(`/purchases/${row.reference}`).loginAs(user)
      page.assertStatus(200)
      const title = /<h1>(.*?)<\/h1>/.exec(page.text())?.[1] ?? ''
      assert.notInclude(title, 'purchases.')
      titles.set(code, title)
    }
    assert.equal(new Set(titles.values()).size, titles.size)
  })

  test('shows payments with refunds and receipt', async ({ client }) => {
    const { user, purchase } = await givenOwnedFile()
    const payment = await createPayment(purchase, {
      receiptUrl: 'https://pay.stripe.com/receipts/abc',
    })
    await createRefund(purchase, payment, { stripeId: 're_1', amount: 500 })

    const page = await client.get(`/purchases/${purchase.reference}`).loginAs(user)
    page.assertTextIncludes('https://pay.stripe.com/receipts/abc')
    page.assertTextIncludes('$12.00 paid on')
    page.assertTextIncludes('$5.00 refunded on')
  })

  test('needs five queries besides session and user, for 10 and for 25 purchases', async ({
    assert,
  }) => {
    const { user, visitor } = await givenSignedInUser()
    assert.equal(await queriesFor(visitor, user, 10), 5)
    assert.equal(await queriesFor(visitor, user, 15), 5)
    const { entries } = await new ListLibrary().handle({ buyer: accountBuyer(user), page: 1 })
    assert.lengthOf(entries, 25)
    assert.lengthOf(entries[0].files.files, 2)
  }).timeout(90_000)

  test('has a second page after 25 purchases', async ({ assert, client }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct()
    const bought: Purchase[] = []
    for (let index = 0; index < 26; index++) {
      bought.push(await givenPurchase(user, configuration))
    }
    const first = await client.get('/purchases').loginAs(user)
    first.assertTextIncludes('href="/purchases?page=2"')
    assert.notInclude(first.text(), bought[0].reference)
    const second = await client.get('/purchases?page=2').loginAs(user)
    second.assertTextIncludes(bought[0].reference)
    second.assertTextIncludes('href="/purchases"')
  })
})

/** Adds purchases of products with two files each, and counts the queries of the page. */
async function queriesFor(visitor: Visitor, user: User, more: number): Promise<number> {
  for (let index = 0; index < more; index++) {
    const { configuration } = await createProduct()
    await givenPurchase(user, configuration)
    for (const filename of ['one.txt', 'two.txt']) {
      await addRelease({
        configurationId: configuration.id,
        filename,
        stream: Readable.from([Buffer.from(filename)]),
      })
    }
  }
  const { queries } = await countQueries(() => visitor.get('/purchases'))
  return queries.filter((sql) => !SESSION_AND_USER.test(sql)).length
}
