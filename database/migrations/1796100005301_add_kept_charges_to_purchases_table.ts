import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * That staff decided to leave a subscription as it is, although its access is closed or the buyer
 * has another one of the same product; and what a refund does with the subscription. The running
 * subscriptions have an index of their own: they are looked through all the time.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('purchases', (table) => {
      table.timestamp('charges_kept_at', { precision: 3 }).nullable()
      table.string('charges_kept_for', 20).nullable()
      table.text('charges_kept_reason').nullable()
    })
    this.schema.alterTable('refund_requests', (table) => {
      table.string('subscription_choice', 30).nullable()
    })
    this.schema.raw(
      `create index purchases_running_index on purchases (user_id, product_configuration_id)
        where subscription_id is not null and ended_at is null`
    )
  }

  async down() {
    this.schema.raw('drop index purchases_running_index')
    this.schema.alterTable('refund_requests', (table) => {
      table.dropColumn('subscription_choice')
    })
    this.schema.alterTable('purchases', (table) => {
      table.dropColumns('charges_kept_at', 'charges_kept_for', 'charges_kept_reason')
    })
  }
}
