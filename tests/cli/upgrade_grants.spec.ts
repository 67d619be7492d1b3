import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { makeOldDatabase } from '#tests/helpers/store/old_database'

/** The last migration of version 0.1.0. */
const VERSION_0_1_0 = 1796100005700

type Tables = Record<string, Record<string, any>[]>

test.group('What staff of version 0.1.0 granted of a checkout', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'kiosk-upgrade-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('stays a grant where the checkout has a purchase of that product, and a lost checkout says what was bought by the first price', async ({
    assert,
  }) => {
    const tables: Tables = JSON.parse(
      readFileSync(app.makePath('tests/fixtures/version_0_1_0.json'), 'utf8')
    )
    grantOnceMore(tables, 101, { product: 'prod_bQT9qbV6lkEJq7', configuration: 7 })
    grantOnceMore(tables, 102, { product: 'prod_book', configuration: 5 })
    tables.checkout_attempts = tables.checkout_attempts.filter(
      ({ checkout_session_id: id }) => id !== changedOf(tables).checkout_session_id
    )
    const old = await makeOldDatabase(VERSION_0_1_0, tables, folder)
    try {
      await old.upgrade()

      const rows = await db.connection('upgraded').from('purchases').orderBy('id')
      const byId = new Map(rows.map((row) => [row.id, row]))
      assert.deepEqual(
        [10, 101, 102].map((id) => [byId.get(id).source, byId.get(id).checkout_session_id]),
        [
          ['stripe', byId.get(9).checkout_session_id],
          ['grant', null],
          ['grant', null],
        ]
      )
      assert.equal(byId.get(changedOf(tables).id).bought_product_stripe_id, 'prod_plan')
    } finally {
      await old.close()
    }
  })
})

/** Another line of the checkout of purchase 9, which staff granted, too. */
function grantOnceMore(tables: Tables, id: number, of: { product: string; configuration: number }) {
  const grant = tables.purchases.find((row) => row.id === 10)!
  const line = tables.further_lines.find((row) => row.granted_purchase_id === 10)!
  tables.purchases.push({
    ...grant,
    id,
    reference: `GRANT${id}`,
    product_configuration_id: of.configuration,
  })
  tables.further_lines.push({
    ...line,
    id,
    line_item_stripe_id: `li_${id}`,
    product_stripe_id: of.product,
    granted_purchase_id: id,
  })
}

/** The purchase whose plan was changed to another product. */
function changedOf(tables: Tables): Record<string, any> {
  const change = tables.audit_entries.find(({ action }) => action === 'purchase.product_changed')!
  return tables.purchases.find(({ id }) => id === change.subject_id)!
}
