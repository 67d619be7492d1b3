import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import RelateProducts, { MOST_RELATED } from '#catalogue/relate_products'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import FindRelatedIds from '#catalogue/find_related_ids'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { givenPurchase } from '#tests/helpers/store/library'
import { changeCatalogue, readText } from '#tests/helpers/store/storefront'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { signedIn } from '#tests/helpers/store/signed_in'

const ADDRESS = '/products/corner-icons'
const TEXTS = {
  ctaText: 'Get the icons',
  ctaOwnedText: 'Draw with them',
  thankYouText: 'Welcome! **Join us** at [the club](https://club.example).<script>x</script>',
}

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

  test('stand on the page in the order of the seller, without being asked of twice', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    assert.notInclude((await visitor.get(ADDRESS)).body, 'You may also like')
    await relate(2, 0)

    const answer = await visitor.get(ADDRESS)

    assert.deepEqual(relatedNames(answer), ['Candles', 'Atlas'])
    const { queries } = await countQueries(() => visitor.get('/products/atlas'))
    assert.isAtMost(queries.length, 7)
  })

  test('only what is in the shop window is among them', async ({ assert }) => {
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

  test('a buyer sees those that are not theirs yet, beside the product and the purchase', async ({
    assert,
  }) => {
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

  test('are set within a transaction, each once, never itself, and only what is there', async ({
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

  test('the database keeps a product from being related to itself', async ({ assert }) => {
    const own = icons.configuration.id
    const row = { product_configuration_id: own, related_id: own, position: 0 }

    await assert.rejects(() =>
      db.table('product_relations').insert({ ...row, created_at: '2026-01-01T00:00:00.000Z' })
    )
  })
})

test.group('Words of the seller', (group) => {
  group.each.setup(async () => {
    await cleanStoreAlone()
    icons = await product('corner-icons')
    await icons.configuration.merge(TEXTS).save()
  })

  test('stand on the buy button, in the bar and on the card', async ({ assert }) => {
    const page = await new Visitor().get(ADDRESS)
    assert.equal(page.body.split('>Get the icons</a>').length - 1, 2, 'in the box and in the bar')
    assert.notInclude(readText(page), 'Buy for')

    const home = readText(await new Visitor().get('/'))
    assert.include(home, '$12 Get the icons')
  })

  test('stand on the button that opens, wherever it is', async ({ assert }) => {
    const user = await UserFactory.create()
    const purchase = await givenPurchase(user, icons.configuration)
    const buyer = await signedIn(user)

    for (const path of [ADDRESS, '/purchases', `/purchases/${purchase.reference}`]) {
      const { body } = await buyer.get(path)
      assert.match(body, /href="\/products\/corner-icons\/access">\s*Draw with them/, path)
    }
    assert.notInclude(readText(await buyer.get('/')), 'Get the icons')
  })

  test('thank on the page of the purchase, as safe HTML, as long as it is theirs', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const purchase = await givenPurchase(user, icons.configuration)
    const buyer = await signedIn(user)
    const page = () => buyer.get(`/purchases/${purchase.reference}`)

    const { body } = await page()
    assert.include(body, '<strong>Join us</strong>')
    assert.include(body, '<a href="https://club.example" rel="nofollow noopener">the club</a>')
    assert.notInclude(body, '<script>x')

    await purchase.merge({ status: 'refunded' }).save()
    assert.notInclude((await page()).body, 'Join us')
  })
})

test.group('May be bought again', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('a subscriber is offered another one only where the seller allows it', async ({
    assert,
  }) => {
    const price = { type: 'recurring', interval: 'month', intervalCount: 1 } as const
    icons = await createProduct({ price, configuration: { slug: 'corner-icons' } })
    const user = await UserFactory.create()
    await PurchaseFactory.apply('recurring')
      .merge({ userId: user.id, productConfigurationId: icons.configuration.id } as never)
      .create()
    const buyer = await signedIn(user)
    assert.notInclude((await buyer.get(ADDRESS)).body, 'id="buy"')

    await changeCatalogue('product_configurations', icons.configuration.id, {
      may_buy_again: true,
    })

    assert.include(readText(await buyer.get(ADDRESS)), 'Buy again')
  })
})

function product(slug: string, name = slug): Promise<ProductForSale> {
  return createProduct({ product: { name }, configuration: { slug } })
}

/** Relates others, by their place, to the icons. */
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
