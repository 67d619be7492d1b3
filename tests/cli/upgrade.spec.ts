import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import hash from '@adonisjs/core/services/hash'
import { type OldDatabase, makeOldDatabase } from '#tests/helpers/store/old_database'
import { startStore, type StoreProcess } from '#tests/helpers/process/store_process'
import { Visitor } from '#tests/helpers/store/visitor'

/** The last migration of version 0.1.0. */
const VERSION_0_1_0 = 1796100005700

const PASSWORD = 'a store that moves house'

/** What its buyers could open, by the number of the purchase. */
const OPEN: Record<number, string> = {
  1: 'book',
  3: 'plan',
  5: 'book',
  6: 'sheet',
  7: 'tea',
  9: 'book',
  10: 'workbook',
  11: 'book',
  12: 'book',
  13: 'plan',
  14: 'letters',
  15: 'studio',
  16: 'book',
  17: 'course',
}

/** What of each payment was for which purchase, in minor units. */
const PARTS = {
  1: [1200],
  2: [1200],
  3: [900, 900, 900],
  4: [4900],
  5: [900],
  7: [1800],
  9: [1200],
  10: [500],
  11: [1700],
  12: [1700],
  13: [900, 1200],
  14: [300],
  15: [900],
  16: [1200],
}

test.group('A store of version 0.1.0', (group) => {
  let folder: string
  let old: OldDatabase
  let store: StoreProcess

  group.setup(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kiosk-upgrade-'))
    const tables = JSON.parse(
      readFileSync(app.makePath('tests/fixtures/version_0_1_0.json'), 'utf8')
    )
    const password = await hash.make(PASSWORD)
    tables.users = tables.users.map((user: object) => ({ ...user, password }))
    old = await makeOldDatabase(VERSION_0_1_0, tables, folder)
    await old.upgrade()
    store = await startStore({ ...old.environment, STRIPE_API_BASE: 'http://127.0.0.1:9' })
    return async () => {
      await store.kill()
      await old.close()
      rmSync(folder, { recursive: true })
    }
  })

  test('keeps every sum', async ({ assert }) => {
    const rows = await db
      .connection('upgraded')
      .from('payment_lines')
      .orderBy('purchase_id')
      .orderBy('payment_id')
    const parts = Map.groupBy(rows, (row) => row.purchase_id)
    assert.deepEqual(
      Object.fromEntries(
        [...parts].map(([id, lines]) => [id, lines.map((line) => Number(line.total_amount))])
      ),
      PARTS
    )
    for (const [table, whole, part] of [
      ['payments', 'payment_lines', 'total_amount'],
      ['refunds', 'refund_lines', 'amount'],
    ]) {
      const key = table === 'payments' ? 'payment_id' : 'refund_id'
      const different = await db
        .connection('upgraded')
        .from(table)
        .whereRaw(
          `${table}.amount <> (select sum(${whole}.${part}) from ${whole} where ${whole}.${key} = ${table}.id)`
        )
      assert.deepEqual(different, [], table)
    }
  })

  test('opens every purchase, its page and its product', async ({ assert }) => {
    const purchases = await db.connection('upgraded').from('purchases').orderBy('id')
    for (const { id, user_id: userId, reference } of purchases.filter((row) => row.user_id)) {
      const browser = await signIn(store.url, userId)
      assert.equal((await browser.get(`/purchases/${reference}`)).status, 200, reference)
      const slug = OPEN[id]
      if (slug) {
        assert.equal((await browser.get(`/products/${slug}/access`)).status, 200, slug)
      }
    }
    assert.deepEqual(
      purchases.filter((row) => !row.user_id).map((row) => row.buyer_email),
      ['waiting@example.com']
    )
  })

  test('shows every purchase and customer in the panel', async ({ assert }) => {
    const owner = await db.connection('upgraded').from('users').where('role', 'owner').firstOrFail()
    const staff = await signIn(store.url, owner.id)
    const paths = [
      '/admin',
      '/admin/attention',
      '/admin/purchases',
      ...(await pathsOf('purchases')),
      ...(await pathsOf('users', 'customers')),
    ]
    for (const path of paths) {
      assert.equal((await staff.get(path)).status, 200, path)
    }
  })

  test('lets a buyer download what they could', async ({ assert }) => {
    const [file] = await db.connection('upgraded').from('product_files')
    const [release] = await db.connection('upgraded').from('file_releases')
    const path = join(folder, 'goods', release.storage_key)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, 'book')
    const { user_id: userId } = await db
      .connection('upgraded')
      .from('purchases')
      .where('id', 1)
      .firstOrFail()
    const browser = await signIn(store.url, userId)
    const answer = await browser.get(`/products/book/files/${file.reference}`)
    assert.deepEqual([answer.status, answer.body], [200, 'book'])
  })
})

async function signIn(url: string, userId: number): Promise<Visitor> {
  const { email } = await db.connection('upgraded').from('users').where('id', userId).firstOrFail()
  const visitor = new Visitor(url)
  await visitor.signIn({ email }, PASSWORD)
  return visitor
}

async function pathsOf(table: string, list = table): Promise<string[]> {
  const rows = await db.connection('upgraded').from(table).orderBy('id')
  return rows.map(({ id }) => `/admin/${list}/${id}`)
}
