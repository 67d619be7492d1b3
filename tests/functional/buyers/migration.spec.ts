import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import LetAddressesOwnPurchases from '#database/migrations/1796100006000_let_addresses_own_purchases'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import type Purchase from '#models/purchase'
import User from '#models/user'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenOwnedFile } from '#tests/helpers/store/library'

test.group('Purchases of addresses, in a store from before them', (group) => {
  group.each.setup(() => cleanStoreAlone())
  group.each.teardown(async () => void (await up()))

  test('are the grants that waited', async ({ assert }) => {
    const [confirmed, squatter, nobody] = await Promise.all([
      UserFactory.apply('verified').create(),
      UserFactory.merge({ email: 'waiting@example.com' } as never).create(),
      UserFactory.merge({ email: 'moved@example.com' } as never).create(),
    ])
    const file = await givenOwnedFile()
    const { configuration } = await createProduct()
    const row = { productConfigurationId: configuration.id }
    const bought = await PurchaseFactory.merge({ userId: nobody.id, ...row } as never).create()
    const grants: Purchase[] = []
    for (const buyerEmail of ['waiting@example.com', 'former@example.com', confirmed.email]) {
      const given = { buyerEmail, source: 'grant', ...row }
      grants.push(await PurchaseFactory.merge(given as never).create())
    }
    const before = await indexes()

    await down()
    const waiting = await db.from('purchases').whereNotNull('awaited_email').orderBy('id')
    assert.deepEqual(
      waiting.map((purchase) => purchase.awaited_email),
      ['waiting@example.com', 'former@example.com', confirmed.email]
    )
    const former = await User.findByOrFail('email', 'former@example.com')
    assert.deepEqual(
      waiting.map((purchase) => purchase.user_id),
      [squatter.id, former.id, confirmed.id]
    )
    await up()

    assert.deepEqual(await indexes(), before)
    const owners = async (purchases: Purchase[]) =>
      Promise.all(
        purchases.map(async (purchase) => {
          const { userId, buyerEmail } = await purchase.refresh()
          return userId ?? buyerEmail
        })
      )
    assert.deepEqual(await owners([bought, file.purchase, ...grants]), [
      nobody.id,
      file.user.id,
      'waiting@example.com',
      'former@example.com',
      confirmed.id,
    ])
    await assert.rejects(() => db.from('purchases').update({ user_id: null, buyer_email: null }))
    await assert.rejects(() => db.from('users').where('id', nobody.id).delete())
  })

  test('are made once, also where the change was made and not recorded', async ({ assert }) => {
    const { configuration } = await createProduct()
    const purchase = await PurchaseFactory.merge({
      buyerEmail: 'guest@example.com',
      productConfigurationId: configuration.id,
      purchasedAt: DateTime.utc(2026, 5, 1),
    } as never).create()

    await up()

    assert.equal((await purchase.refresh()).buyerEmail, 'guest@example.com')
  })
})

function up() {
  return new LetAddressesOwnPurchases(db.connection(), 'up').execUp()
}

function down() {
  return new LetAddressesOwnPurchases(db.connection(), 'down').execDown()
}

/** The indexes of both tables, with what they are of. */
async function indexes(): Promise<Record<string, string>[]> {
  const tables = ['purchases', 'downloads']
  return db.connection().dialect.name === 'postgres'
    ? db.from('pg_indexes').select('indexdef').whereIn('tablename', tables).orderBy('indexname')
    : db
        .from('sqlite_master')
        .select('sql')
        .where('type', 'index')
        .whereIn('tbl_name', tables)
        .orderBy('name')
}
