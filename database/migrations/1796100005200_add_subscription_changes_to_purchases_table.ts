import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What may happen to a subscription in Stripe: its payments are not collected for a time, and it is
 * changed to a product that this store does not have. `paid_until` is the end of the last period that
 * was paid.
 */
export default class extends BaseSchema {
  protected tableName = 'purchases'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.text('collection_pause').nullable()
      table.timestamp('collection_resumes_at', { precision: 3 }).nullable()
      table.timestamp('paid_until', { precision: 3 }).nullable()
      table.text('unknown_product_stripe_id').nullable()
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumns(
        'collection_pause',
        'collection_resumes_at',
        'paid_until',
        'unknown_product_stripe_id'
      )
    })
  }
}
