import { BaseSchema } from '@adonisjs/lucid/schema'
import type Stripe from 'stripe'
import { json } from '#database/columns'
import { unsellableReason } from '#catalogue/prices/unsellable_reason'

/**
 * Why Stripe does not sell a price as this store would, for prices that were copied before.
 */
export default class extends BaseSchema {
  protected tableName = 'prices'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.string('unsellable_reason', 20).nullable()
    })
    this.defer(async (db) => {
      const rows: { id: number; stripe_data: unknown }[] = await db
        .from(this.tableName)
        .select('id', 'stripe_data')
      for (const { id, stripe_data: data } of rows) {
        const reason = unsellableReason(json.consume(data) as Stripe.Price)
        if (reason !== null) {
          await db.from(this.tableName).where('id', id).update({ unsellable_reason: reason })
        }
      }
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumn('unsellable_reason')
    })
  }
}
