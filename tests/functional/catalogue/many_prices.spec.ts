import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import type User from '#models/user'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { givenManyPrices } from '#tests/helpers/store/many_prices'
import { givenManyPurchases } from '#tests/helpers/store/many_purchases'
import { givenStaff, rowsOf } from '#tests/helpers/store/panel'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'
import { changeCatalogue, readJsonLd, readText } from '#tests/helpers/store/storefront'
import { Visitor } from '#tests/helpers/store/visitor'

/** The most rows that a page may read. */
const MOST_ROWS = 150

/** The most queries that a page may send. */
const MOST_QUERIES = 30

test.group('A product with five hundred prices', (group) => {
  let product: ProductForSale
  let buyer: { user: User; visitor: Visitor }

  group.each.timeout(60_000)
  group.setup(async () => {
    await cleanStoreAlone()
    product = await createProduct()
    await givenManyPrices(product.product.id, 499)
    buyer = await givenSignedInUser()
    await givenManyPurchases(buyer.user.id, product.configuration.id, [
      ...Array(1500).fill({ price_snapshot: { stripeId: product.price.stripeId } }),
      { price_snapshot: { stripeId: 'price_other' } },
    ])
    return () => cleanStoreAlone()
  })

  const slug = () => product.configuration.slug
  const panel = () => `/admin/products/${product.configuration.id}`

  for (const [page, path] of [
    ['its prices', () => `${panel()}/prices`],
    ['the last of its prices', () => `${panel()}/prices?page=10`],
    ['the form that archives a price', () => `${panel()}/prices/${product.price.id}/archive`],
    ['the form that replaces a price', () => `${panel()}/prices/${product.price.id}/replace`],
    ['its form', () => `${panel()}/edit`],
    ['a new product like it', () => `/admin/products/new?from=${product.configuration.id}`],
    ['its page in the store', () => `/products/${slug()}`],
    ['the last prices in the store', () => `/products/${slug()}?page=10`],
    ['the store home', () => '/'],
    ['a search in the store', () => `/?q=${product.product.name.split(' ')[0]}`],
  ] as const) {
    test(`reads few of them to show ${page}`, async ({ assert }) => {
      const visitor = await givenStaff('manager')
      const { result, queries, rows } = await countQueries(() => visitor.get(path()))
      assert.equal(result.status, 200)
      assert.isAtMost(rows, MOST_ROWS)
      assert.isAtMost(queries.length, MOST_QUERIES)
    })
  }

  test('lists all of them in the panel, and counts the newest purchases', async ({ assert }) => {
    const visitor = await givenStaff('manager')
    const first = await visitor.get(`${panel()}/prices`)
    assert.lengthOf(rowsOf(first), 50)
    assert.match(rowsOf(first)[0], / 999 Replace/)
    assert.include(first.body, 'Purchases are counted among the newest 1,000')
    assert.include(first.body, `href="${panel()}/prices?page=2"`)
    const last = await visitor.get(`${panel()}/prices?page=10`)
    assert.lengthOf(rowsOf(last), 50)
    assert.include(readText(last), '$104.99')
    assert.notInclude(last.body, '?page=11')
    assert.include(last.body, 'Page 10')
    assert.include((await visitor.get(`${panel()}/edit`)).body, 'These are 50 of 500 prices')
  })

  test('offers all of them in the store, page by page', async ({ assert }) => {
    const first = await buyer.visitor.get(`/products/${slug()}`)
    assert.equal(first.body.match(/type="radio"/g)?.length, 50)
    assert.lengthOf(readJsonLd(first)?.offers, 50)
    const last = await buyer.visitor.get(`/products/${slug()}?page=10`)
    assert.include(readText(last), '$104.99')
    assert.notInclude(last.body, '?page=11')
    assert.equal((await buyer.visitor.get(`/products/${slug()}?page=11`)).status, 404)
  })

  test('keeps a default price that is not among the first', async ({ assert }) => {
    const dearest = await db.from('prices').orderBy('id', 'desc').select('id', 'stripe_id').first()
    await changeCatalogue('product_configurations', product.configuration.id, {
      default_price_id: dearest.id,
    })
    const page = readText(await new Visitor().get(`/products/${slug()}`))
    assert.include(page, '$104.99')
    assert.include(readText(await new Visitor().get('/')), 'from $12')
    const form = await (await givenStaff('manager')).get(`${panel()}/edit`)
    assert.match(form.body, new RegExp(`value="${dearest.id}" selected`))
  })
})
