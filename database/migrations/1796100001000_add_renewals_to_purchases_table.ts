import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What a subscription costs next, which changes of plan in Stripe's portal change, beside the price
 * as it was bought; and when its trial ends.
 */
export default class extends BaseSchema {
  protected tableName = 'purchases'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.text('renewal_price_stripe_id').nullable()
      table.bigInteger('renewal_amount').nullable()
      table.string('renewal_interval', 20).nullable()
      table.integer('renewal_interval_count').nullable()
      table.timestamp('trial_ends_at', { precision: 3 }).nullable()
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumns(
        'renewal_price_stripe_id',
        'renewal_amount',
        'renewal_interval',
        'renewal_interval_count',
        'trial_ends_at'
      )
    })
  }
}
