import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { insertRows } from '#database/large/insert_rows'

/** Adds prices of a product, as plain rows: $100.01, $100.02 and so on. */
export async function givenManyPrices(productId: number, count: number): Promise<void> {
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
