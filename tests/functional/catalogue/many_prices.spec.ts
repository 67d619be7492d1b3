import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import { insertRows } from '#database/large/insert_rows'
import type User from '#models/user'
import { givenManyPurchases } from '#tests/helpers/store/many_purchases'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { leastCost } from '#tests/helpers/store/least_cost'
import { givenStaff, rowsOf } from '#tests/helpers/store/panel'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'
import { changeCatalogue, readJsonLd, readText } from '#tests/helpers/store/storefront'
import { Visitor } from '#tests/helpers/store/visitor'

/** The longest that a page may take, in milliseconds: nobody else is answered meanwhile. */
const LONGEST = 100

/** The most rows that a page may read. */
const MOST_ROWS = 150

/** Adds prices of $100.01, $100.02 and so on. */
async function addPrices(productId: number, count: number): Promise<void> {
  const stamps = { created_at: DateTime.utc().toJSDate(), updated_at: DateTime.utc().toJSDate() }
  await db.transaction((trx) =>
    insertRows(
      trx,
      'prices',
      Array.from({ length: count }, (_, index) => {
        const stripeId = `price_${randomUUID().replaceAll('-', '')}`
        return {
          product_id: productId,
          stripe_id: stripeId,
          livemode: trx.dialect.name === 'postgres' ? false : 0,
          type: 'one_time',
          currency: 'usd',
          unit_amount: 10_001 + index,
          active: trx.dialect.name === 'postgres' ? true : 1,
          stripe_data: {
            id: stripeId,
            created: 1_700_000_000,
            metadata: { about: 'x'.repeat(500) },
          },
          synced_at: stamps.created_at,
          ...stamps,
        }
      })
    )
  )
}

test.group('A product with five hundred prices', (group) => {
  let product: ProductForSale
  let buyer: { user: User; visitor: Visitor }

  group.each.timeout(60_000)
  group.setup(async () => {
    await cleanStoreAlone()
    product = await createProduct()
    await addPrices(product.product.id, 499)
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
    test(`shows ${page} without delay`, async ({ assert }) => {
      const visitor = await givenStaff('manager')
      const { result, rows, milliseconds } = await leastCost(() => visitor.get(path()))
      assert.equal(result.status, 200)
      assert.isAtMost(rows, MOST_ROWS)
      assert.isBelow(milliseconds, LONGEST)
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
