import { Readable } from 'node:stream'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import type User from '#models/user'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { addRelease, fileAddress, givenPurchase } from '#tests/helpers/store/library'
import { givenManyFiles } from '#tests/helpers/store/many_files'
import { givenManyPurchases } from '#tests/helpers/store/many_purchases'
import { givenStaff } from '#tests/helpers/store/panel'
import { givenSignedInUser, signedIn } from '#tests/helpers/store/signed_in'
import { readText } from '#tests/helpers/store/storefront'
import type { Visitor } from '#tests/helpers/store/visitor'

/** The most rows that a page may read. */
const MOST_ROWS = 200

/** The most queries that a page may send. */
const MOST_QUERIES = 30

/** Opens a page and asserts that few queries and rows were needed. */
async function assertCheap(assert: Assert, visitor: Visitor, path: string) {
  const { result, queries, rows } = await countQueries(() => visitor.get(path))
  assert.equal(result.status, 200)
  assert.isAtMost(rows, MOST_ROWS)
  assert.isAtMost(queries.length, MOST_QUERIES)
}

test.group('A customer who bought ten thousand times', (group) => {
  let buyer: { user: User; visitor: Visitor }
  let product: ProductForSale
  let file: string
  let reference: string

  group.setup(async () => {
    await cleanStoreAlone()
    buyer = await givenSignedInUser()
    product = await createProduct()
    const { configuration } = product
    const release = await addRelease({
      configurationId: configuration.id,
      filename: 'book.pdf',
      stream: Readable.from([Buffer.from('a book')]),
    })
    file = fileAddress(configuration, release)
    await givenManyPurchases(buyer.user.id, configuration.id, Array(10_000).fill({}))
    reference = (await givenPurchase(buyer.user, configuration)).reference
    return () => cleanStoreAlone()
  })

  group.each.timeout(60_000)

  for (const [page, path] of [
    ['the store home', () => '/'],
    ['the page of the product', () => `/products/${product.configuration.slug}`],
    ['the page of its owners', () => `/products/${product.configuration.slug}/access`],
    ['a file', () => file],
    ['the library', () => '/purchases'],
    ['the last page of the library', () => '/purchases?page=401'],
    ['a purchase', () => `/purchases/${reference}`],
  ] as const) {
    test(`sees ${page} without all of them being read`, async ({ assert }) => {
      await assertCheap(assert, buyer.visitor, path())
    })
  }

  test('has a page in the panel that reads few of them', async ({ assert }) => {
    await assertCheap(assert, await givenStaff('support'), `/admin/customers/${buyer.user.id}`)
  })

  test('sees the oldest purchase on the last page', async ({ assert }) => {
    const last = await buyer.visitor.get('/purchases?page=401')
    assert.include(last.body, 'href="/purchases?page=400"')
    assert.notInclude(last.body, 'href="/purchases?page=402"')
  })
})

test.group('A product with three thousand files', (group) => {
  let product: ProductForSale
  let buyer: Visitor
  let reference: string

  group.setup(async () => {
    await cleanStoreAlone()
    product = await createProduct()
    await givenManyFiles(product.configuration.id, 3000)
    const user = await UserFactory.create()
    reference = (await givenPurchase(user, product.configuration)).reference
    buyer = await signedIn(user)
    return () => cleanStoreAlone()
  })

  const slug = () => product.configuration.slug
  group.each.timeout(60_000)

  for (const [page, path] of [
    ['to its owners', () => `/products/${slug()}/access`],
    ['to its owners, on the last page', () => `/products/${slug()}/access?page=60`],
    ['with their purchase', () => `/purchases/${reference}`],
    ['in the library', () => '/purchases'],
    ['to visitors', () => `/products/${slug()}`],
  ] as const) {
    test(`needs few rows to be shown ${page}`, async ({ assert }) => {
      await assertCheap(assert, buyer, path())
    })
  }

  test('needs few rows to be shown in the panel', async ({ assert }) => {
    const manager = await givenStaff('manager')
    const path = `/admin/products/${product.configuration.id}/files`
    for (const page of [path, `${path}?page=60`]) {
      await assertCheap(assert, manager, page)
    }
  })

  test('gives all its files, page by page', async ({ assert }) => {
    for (const path of [`/products/${slug()}/access`, `/purchases/${reference}`]) {
      const [first, last] = [await buyer.get(path), await buyer.get(`${path}?page=60`)]
      assert.include(first.body, `href="${path}?page=2"`)
      assert.include(readText(first), 'File 50 PDF')
      assert.notInclude(readText(first), 'File 51 PDF')
      assert.include(readText(last), 'File 2951 PDF')
      assert.include(readText(last), 'File 3000 PDF')
      assert.include(last.body, `href="${path}?page=59"`)
      assert.notInclude(last.body, '?page=61')
    }
    const library = await buyer.get('/purchases')
    assert.include(readText(library), '3,000 files, 3 MB')
    assert.include(readText(library), 'All 3,000 files')
    const store = readText(await buyer.get(`/products/${slug()}`))
    assert.include(store, 'and 2,950 more files')
    assert.include(store, '3,000 files, 3 MB')
  })

  test('keeps staff on their page of it when they rename a file', async ({ assert }) => {
    const manager = await givenStaff('manager')
    const path = `/admin/products/${product.configuration.id}/files?page=60`
    const page = await manager.get(path)
    const action = /action="(\/admin\/products\/\d+\/files\/\d+\?page=60)"/.exec(page.body)?.[1]
    const answer = await manager.post(action ?? '', { intent: 'rename', label: 'The first one' })
    assert.equal(answer.location, path)
    assert.include((await manager.get(path)).body, 'The first one')
  })

  test('has a file moved without the others being read or written', async ({ assert }) => {
    const manager = await givenStaff('manager')
    const last = `/admin/products/${product.configuration.id}/files?page=60`
    const action =
      /action="(\/admin\/products\/\d+\/files\/\d+\?page=60)"/.exec(
        (await manager.get(last)).body
      )?.[1] ?? ''

    const { result, queries, rows } = await countQueries(() =>
      manager.post(action, { intent: 'up' })
    )

    assert.equal(result.status, 303)
    assert.isAtMost(rows, MOST_ROWS)
    assert.isAtMost(queries.length, MOST_QUERIES)
    const before = await manager.get(`/admin/products/${product.configuration.id}/files?page=59`)
    const labels = [...before.body.matchAll(/name="label" value="([^"]+)"/g)].map(
      ([, name]) => name
    )
    assert.equal(labels.at(-1), 'The first one')
  })
})
