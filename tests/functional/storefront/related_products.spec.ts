import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import RelateProducts, { MOST_RELATED } from '#catalogue/relate_products'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import FindRelatedIds from '#catalogue/find_related_ids'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { givenPurchase } from '#tests/helpers/store/library'
import { changeCatalogue } from '#tests/helpers/store/storefront'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { signedIn } from '#tests/helpers/store/signed_in'

const ADDRESS = '/products/corner-icons'

let icons: ProductForSale
let others: ProductForSale[]

test.group('Related products', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    icons = await product('corner-icons')
    others = []
    for (const name of ['Atlas', 'Brushes', 'Candles']) {
      others.push(await product(name.toLowerCase(), name))
    }
  })

  test('are shown in the order of the seller, with few queries', async ({ assert }) => {
    const visitor = new Visitor()
    assert.notInclude((await visitor.get(ADDRESS)).body, 'You may also like')
    await relate(2, 0)

    const answer = await visitor.get(ADDRESS)

    assert.deepEqual(relatedNames(answer), ['Candles', 'Atlas'])
    const { queries } = await countQueries(() => visitor.get('/products/atlas'))
    assert.isAtMost(queries.length, 7)
  })

  test('are shown only when they are on the home page', async ({ assert }) => {
    await relate(0, 1, 2)
    await changeCatalogue('product_configurations', others[0].configuration.id, {
      is_listed: false,
    })
    await changeCatalogue('prices', others[1].price.id, { active: false })

    assert.deepEqual(relatedNames(await new Visitor().get(ADDRESS)), ['Candles'])

    await changeCatalogue('product_configurations', others[2].configuration.id, {
      archived_at: '2026-01-01T00:00:00.000Z',
    })
    assert.notInclude((await new Visitor().get(ADDRESS)).body, 'You may also like')
  })

  test('exclude what the buyer owns, on the product and the purchase page', async ({ assert }) => {
    await relate(0, 1)
    const user = await UserFactory.create()
    const purchase = await givenPurchase(user, icons.configuration)
    await givenPurchase(user, others[0].configuration)
    const buyer = await signedIn(user)

    for (const path of [ADDRESS, `/purchases/${purchase.reference}`]) {
      assert.deepEqual(relatedNames(await buyer.get(path)), ['Brushes'], path)
    }
    await purchase.merge({ status: 'refunded' }).save()
    const refunded = await buyer.get(`/purchases/${purchase.reference}`)
    assert.notInclude(refunded.body, 'You may also like')
  })

  test('are saved within a transaction, each once, without itself and unknown products', async ({
    assert,
  }) => {
    const [a, b, c] = others.map(({ configuration }) => configuration.id)
    const own = icons.configuration.id
    const set = (relatedIds: number[]) =>
      db.transaction((trx) =>
        new RelateProducts().handle({ configurationId: own, relatedIds }, trx)
      )
    const present = () => new FindRelatedIds().handle(own)

    assert.deepEqual(await set([c, a, c]), { type: 'related', before: [], after: [c, a] })
    assert.equal((await set([c, a])).type, 'unchanged')
    assert.deepEqual(await set([a, b]), { type: 'related', before: [c, a], after: [a, b] })

    assert.deepEqual(await set([own]), { type: 'refused', reason: 'itself' })
    assert.deepEqual(await set([a, 99_999]), { type: 'refused', reason: 'unknown' })
    const many = Array.from({ length: MOST_RELATED + 1 }, (_, index) => 1000 + index)
    assert.deepEqual(await set(many), { type: 'refused', reason: 'too_many' })
    assert.deepEqual(await present(), [a, b])

    await assert.rejects(() =>
      db.transaction(async (trx) => {
        await new RelateProducts().handle({ configurationId: own, relatedIds: [] }, trx)
        throw new Error('The form could not be saved')
      })
    )
    assert.deepEqual(await present(), [a, b])
    assert.equal((await set([])).type, 'related')
    assert.isEmpty(await present())
  })

  test('cannot include the product itself in the database', async ({ assert }) => {
    const own = icons.configuration.id
    const row = { product_configuration_id: own, related_id: own, position: 0 }

    await assert.rejects(() =>
      db.table('product_relations').insert({ ...row, created_at: '2026-01-01T00:00:00.000Z' })
    )
  })
})

function product(slug: string, name = slug): Promise<ProductForSale> {
  return createProduct({ product: { name }, configuration: { slug } })
}

/** Relates others, by their index, to the icons. */
async function relate(...places: number[]) {
  await db.transaction((trx) =>
    new RelateProducts().handle(
      {
        configurationId: icons.configuration.id,
        relatedIds: places.map((place) => others[place].configuration.id),
      },
      trx
    )
  )
}

function relatedNames({ body }: Answer): string[] {
  return [...body.matchAll(/<h3><a href="[^"]*">([^<]*)<\/a><\/h3>/g)].map(([, name]) => name)
}
