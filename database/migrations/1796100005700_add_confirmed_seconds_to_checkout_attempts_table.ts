import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * That the buyer confirmed buying once more what they have: when, and which question they answered.
 * Checkouts from before count as confirmed when they began, as they did then, so that no payment is
 * looked into again; which question it was is not known, so that two subscriptions that are both
 * charged are listed once. The payments of what is paid once have an index of their own: they are
 * looked through for a second one all the time.
 */
export default class extends BaseSchema {
  protected tableName = 'checkout_attempts'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.timestamp('confirmed_second_at', { precision: 3 }).nullable()
      table.string('confirmed_question', 40).nullable()
    })
    this.schema.raw('update checkout_attempts set confirmed_second_at = created_at')
    this.schema.raw(
      `create index purchases_paid_once_index
        on purchases (status, user_id, product_configuration_id)
        where checkout_session_id is not null and status = 'active'
        and is_recurring = false and total_amount > 0`
    )
  }

  async down() {
    this.schema.raw('drop index purchases_paid_once_index')
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumns('confirmed_second_at', 'confirmed_question')
    })
  }
}
