import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { createPayment, PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import Dispute from '#models/dispute'
import Refund from '#models/refund'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { givenStaff, linkTo, readHtml } from '#tests/helpers/store/panel'
import type { Visitor } from '#tests/helpers/store/visitor'

/** What every signed-in page costs. */
const SESSION_AND_USER = /[`"]sessions[`"]|from [`"]users[`"] where [`"]id[`"] = /

/** Two buyers of one product, one with a name similar to it. */
async function givenStore() {
  const { configuration } = await createProduct({ product: { name: 'Adagio presets' } })
  const ada = await UserFactory.merge({
    email: 'ada@example.com',
    fullName: 'Ada Lovelace',
    stripeCustomerId: 'cus_ada',
  } as never).create()
  const grace = await UserFactory.merge({ email: 'grace@example.org' } as never).create()
  const buys = (userId: number, reference: string) =>
    PurchaseFactory.merge({
      userId,
      productConfigurationId: configuration.id,
      reference,
      checkoutSessionId: `cs_test_${reference}`,
      stripeCustomerId: 'cus_ada',
    } as never).create()
  const purchase = await buys(ada.id, 'AAAAAAAAA1')
  await buys(grace.id, 'GGGGGGGGG1')
  return { ada, configuration, purchase }
}

const search = (visitor: Visitor, term: string) =>
  visitor.get(`/admin/search?${new URLSearchParams({ q: term })}`)

test.group('The search over everything', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('finds products, purchases and customers, and leads to their lists', async ({ assert }) => {
    await givenStore()
    const visitor = await givenStaff()

    const page = await search(visitor, 'ada')
    const words = readHtml(page.body)

    assert.include(words, 'Adagio presets')
    assert.include(words, 'AAAAAAAAA1 ada@example.com · Adagio presets')
    assert.include(words, 'ada@example.com Ada Lovelace')
    assert.notInclude(words, 'grace@example.org')
    assert.equal(linkTo(page, '1 purchase in their list'), '/admin/purchases?q=ada')
  })

  test('shows eight results of a kind and the total number', async ({ assert }) => {
    for (let index = 0; index < 11; index++) {
      await UserFactory.merge({
        email: `many${index}@example.com`,
        password: null,
      } as never).create()
    }
    const visitor = await givenStaff()

    const page = await search(visitor, 'many')

    assert.lengthOf(page.body.match(/class="hit"/g) ?? [], 8)
    assert.include(readHtml(page.body), '11 accounts in their list')
  })

  test('finds a purchase by the id of a refund or a dispute of it: {$self}')
    .with(['re_1Ada', 'pyr_1Ada', 'dp_1Ada', 'du_1Ada'])
    .run(async ({ assert }, stripeId) => {
      const { purchase } = await givenStore()
      const payment = await createPayment(purchase)
      const reversal = { paymentId: payment.id, stripeId, amount: 1200, status: 'lost' }
      await (stripeId.startsWith('d') ? Dispute.create(reversal) : Refund.create(reversal))
      const visitor = await givenStaff()

      const answer = await search(visitor, stripeId)
      const list = await visitor.get(`/admin/purchases?q=${stripeId}`)

      assert.equal(answer.location, `/admin/purchases/${purchase.id}`)
      assert.include(list.body, purchase.reference)
      assert.notInclude(list.body, 'GGGGGGGGG1')
    })

  test('leads straight to the record with a given reference or id')
    .with(['AAAAAAAAA1', 'aaaaaaaaa1', 'cs_test_AAAAAAAAA1'])
    .run(async ({ assert }, term) => {
      const { purchase } = await givenStore()
      const visitor = await givenStaff()

      const answer = await search(visitor, term)

      assert.equal(answer.status, 303)
      assert.equal(answer.location, `/admin/purchases/${purchase.id}`)
    })

  test('shows results for a word, and for an id of several records', async ({ assert }) => {
    await givenStore()
    const visitor = await givenStaff()

    assert.equal((await search(visitor, 'lovelace')).status, 200)
    assert.equal((await search(visitor, 'cus_ada')).status, 200)
    assert.include(readHtml((await search(visitor, 'nobody')).body), 'Nothing was found')
    assert.equal((await visitor.get('/admin/search')).status, 200)
    assert.equal((await visitor.get('/admin/search?q[]=1')).status, 200)
  })

  test('answers in JSON on request, without a redirect', async ({ assert }) => {
    const { purchase } = await givenStore()
    const visitor = await givenStaff()

    const answer = await visitor.get('/admin/search?q=AAAAAAAAA1', { accept: 'application/json' })

    assert.deepEqual(JSON.parse(answer.body), {
      groups: [
        {
          key: 'purchases',
          title: 'Purchases',
          hits: [
            {
              text: 'AAAAAAAAA1',
              note: 'ada@example.com · Adagio presets',
              href: `/admin/purchases/${purchase.id}`,
            },
          ],
          more: { text: '1 purchase', href: '/admin/purchases?q=AAAAAAAAA1' },
        },
      ],
    })
  })

  test('needs three queries per kind of record', async ({ assert }) => {
    await givenStore()
    const visitor = await givenStaff()

    const { queries } = await countQueries(() => search(visitor, 'ada'))

    assert.lengthOf(
      queries.filter((sql) => !SESSION_AND_USER.test(sql)),
      9
    )
  })
})
