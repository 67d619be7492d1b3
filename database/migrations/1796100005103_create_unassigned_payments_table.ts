import { BaseSchema } from '@adonisjs/lucid/schema'

const STATES = ['open', 'assigned', 'refund']

/**
 * Checkouts of this store that were paid, and that no account can be shown to have started, as after
 * restoring a backup. Staff assign each of them to an account, or say that it is refunded.
 */
export default class extends BaseSchema {
  protected tableName = 'unassigned_payments'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.text('checkout_session_id').notNullable().unique()
      table.text('email').nullable()
      table.text('stripe_customer_id').nullable()
      table.text('product_stripe_id').nullable()
      table.text('name').notNullable()
      table.string('currency', 3).notNullable()
      table.bigInteger('amount').notNullable()
      table.boolean('livemode').notNullable()
      table.timestamp('paid_at', { precision: 3 }).notNullable()
      table.text('problem').notNullable()
      table.string('status', 20).notNullable().checkIn(STATES, 'unassigned_payments_status_check')
      table.integer('user_id').unsigned().nullable().references('users.id').onDelete('RESTRICT')
      table.timestamp('settled_at', { precision: 3 }).nullable()
      table
        .integer('settled_by_id')
        .unsigned()
        .nullable()
        .references('users.id')
        .onDelete('SET NULL')
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['user_id'])
      table.index(['settled_by_id'])
      table.index(['status', 'id'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
