import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { insertRows } from '#database/large/insert_rows'
import type { Row } from '#database/large/large_store'
import { newReference } from '#shared/public_reference'

/** A text as long as the description of a product may be, which every purchase keeps a copy of. */
const DESCRIPTION = 'Hand-drawn, in three sizes. '.repeat(100)

/**
 * Purchases by one user, or of the owner in their values, as plain rows: paid once, unless said otherwise. Each was bought a second
 * after the one before.
 */
export async function givenManyPurchases(
  userId: number,
  configurationId: number,
  purchases: Row[]
): Promise<void> {
  const begin = DateTime.utc(2020)
  await db.transaction((trx) =>
    insertRows(
      trx,
      'purchases',
      purchases
        .map((values, index) => ({
          reference: newReference(),
          user_id: userId,
          buyer_email: null,
          product_configuration_id: configurationId,
          source: 'stripe',
          checkout_session_id: `cs_test_${randomUUID()}`,
          livemode: false,
          currency: 'usd',
          subtotal_amount: 1200,
          discount_amount: 0,
          tax_amount: 0,
          total_amount: 1200,
          product_snapshot: { stripeId: 'prod_x', name: 'As it was', description: DESCRIPTION },
          price_snapshot: { stripeId: 'price_x', currency: 'usd', unitAmount: 1200 },
          status: 'active',
          is_recurring: false,
          purchased_at: begin.plus({ seconds: index }).toJSDate(),
          current_period_ends_at: null,
          cancels_at: null,
          collection_pause: null,
          collection_resumes_at: null,
          paid_until: null,
          past_due_since: null,
          access_override: null,
          override_ends_at: null,
          created_at: begin.toJSDate(),
          updated_at: begin.toJSDate(),
          ...values,
        }))
        .map(storable)
    )
  )
}

/** SQLite has no booleans. */
function storable(row: Row): Row {
  const isPostgres = db.connection().dialect.name === 'postgres'
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'boolean' && !isPostgres ? Number(value) : value,
    ])
  )
}
