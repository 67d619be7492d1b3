import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import ProductConfiguration from '#models/product_configuration'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { formFields, givenStaff, linkTo, readHtml, staffActs } from '#tests/helpers/store/panel'

/** The most rows that the refusing page may read. */
const MOST_ROWS = 20

/** Rows per statement, well within the statement timeout. */
const BATCH = 10_000

const deletePath = (id: number) => `/admin/products/${id}/delete`

function goneFromStripe() {
  return createProduct({ product: { name: 'Gone', goneAt: DateTime.utc() } as never })
}

async function givenPurchase(productConfigurationId: number) {
  const { id: userId } = await UserFactory.create()
  return PurchaseFactory.merge({ userId, productConfigurationId } as never).create()
}

test.group('Deleting a record', (group) => {
  group.each.setup(() => cleanStore())

  test('requires a reason, deletes the record with its dependants, and audits all values', async ({
    assert,
  }) => {
    const { configuration, product } = await goneFromStripe()
    const other = await createProduct()
    const visitor = await givenStaff('manager')
    const edit = await visitor.get(`/admin/products/${configuration.id}/edit`)

    const unasked = await visitor.submit(linkTo(edit, 'Delete') ?? '', { reason: '  ' })
    const tooLong = await visitor.submit(deletePath(configuration.id), { reason: 'x'.repeat(501) })
    const still = await ProductConfiguration.find(configuration.id)
    const deleted = await visitor.submit(deletePath(configuration.id), { reason: 'Made twice' })

    assert.equal(unasked.status, 422)
    assert.include(unasked.body, 'A reason is needed')
    assert.equal(tooLong.status, 422)
    assert.include(tooLong.body, 'x'.repeat(501))
    assert.isNotNull(still)
    assert.equal(deleted.status, 303)
    assert.equal(deleted.location, '/admin/products')
    assert.isNull(await ProductConfiguration.find(configuration.id))
    assert.isNull(await db.from('products').where('id', product.id).first())
    assert.lengthOf(await db.from('product_slugs'), 1)
    assert.isNotNull(await ProductConfiguration.find(other.configuration.id))
    const [entry, ...others] = await staffActs()
    assert.lengthOf(others, 0)
    assert.equal(entry.action, 'product.deleted')
    assert.equal(entry.subjectLabel, 'Gone')
    assert.deepEqual(entry.changes.reason, { before: null, after: 'Made twice' })
    assert.deepEqual(entry.changes.slug, { before: configuration.slug, after: null })
  })

  test('is refused while other records depend on it, with their number and a link to archiving', async ({
    assert,
  }) => {
    const { configuration } = await goneFromStripe()
    for (let made = 0; made < 3; made++) {
      await givenPurchase(configuration.id)
    }
    const visitor = await givenStaff()

    const page = await visitor.get(deletePath(configuration.id))
    const refused = await visitor.post(deletePath(configuration.id), { reason: 'Away' })

    assert.include(readHtml(page.body), 'Purchases 3, in the way')
    assert.include(readHtml(page.body), 'Archive it instead')
    assert.notInclude(page.body, 'name="reason"')
    assert.equal(refused.status, 409)
    assert.isNotNull(await ProductConfiguration.find(configuration.id))
    assert.lengthOf(await staffActs(), 0)
  })

  test('is refused while the product exists in Stripe', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    const refused = await visitor.submit(deletePath(configuration.id), { reason: 'Away' })

    assert.equal(refused.status, 409)
    assert.include(readHtml(refused.body), 'Stripe still has this product')
    assert.isNotNull(await ProductConfiguration.find(configuration.id))
  })

  test('counts no more than a hundred of its purchases', async ({ assert }) => {
    const { configuration } = await goneFromStripe()
    await multiply(await givenPurchase(configuration.id).then(({ id }) => id), 1000)
    const visitor = await givenStaff()

    const { result, rows } = await countQueries(() => visitor.get(deletePath(configuration.id)))

    assert.include(readHtml(result.body), 'Purchases 100+, in the way')
    assert.isAtMost(rows, MOST_ROWS)
  })
})

test.group('Archiving a record', (group) => {
  group.each.setup(() => cleanStore())

  test('hides and restores it, with an audit entry each', async ({ assert }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const visitor = await givenStaff('manager')
    const path = `/admin/products/${configuration.id}`

    const archived = await visitor.submit(`${path}/edit`, {}, `${path}/archive`)
    const again = await visitor.submit(`${path}/edit`, {}, `${path}/archive`)
    const away = await configuration.refresh().then(({ archivedAt }) => archivedAt)
    const page = await visitor.get(`${path}/edit`)
    const back = await visitor.post(`${path}/unarchive`)

    assert.equal(archived.status, 303)
    assert.equal(archived.location, `${path}/edit`)
    assert.equal(again.status, 303)
    assert.isNotNull(away)
    assert.include(readHtml(page.body), 'Bring back')
    assert.equal(back.status, 303)
    assert.isNull((await configuration.refresh()).archivedAt)
    assert.equal(configuration.lockVersion, 3)
    assert.deepEqual(
      (await staffActs()).map(({ action }) => action),
      ['product.archived', 'product.brought_back']
    )
  })

  test('conflicts with a form that was opened before', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const path = `/admin/products/${configuration.id}`
    const fields = formFields(await visitor.get(`${path}/edit`))
    await visitor.post(`${path}/archive`)

    const answer = await visitor.post(path, { ...fields, position: '8' })

    assert.equal(answer.status, 409)
  })
})

/** Copies a purchase many times, with unique references and sessions. */
async function multiply(id: number, count: number) {
  const columns = Object.keys(await db.from('purchases').where('id', id).firstOrFail()).filter(
    (name) => name !== 'id'
  )
  const values = columns.map((name) =>
    ['reference', 'checkout_session_id'].includes(name) ? `'N' || numbers.n` : `purchases.${name}`
  )
  for (let made = 0; made < count; made += BATCH) {
    await db.rawQuery(
      `insert into purchases (${columns.join(', ')})
       with recursive numbers(n) as
         (select ${made} union all select n + 1 from numbers where n < ${made + BATCH - 1})
       select ${values.join(', ')} from purchases, numbers where purchases.id = ${id}`
    )
  }
}
