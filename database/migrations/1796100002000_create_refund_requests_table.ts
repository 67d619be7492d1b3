import { BaseSchema } from '@adonisjs/lucid/schema'

const STATES = ['open', 'done', 'failed']

/**
 * Refunds that staff asked for, each written before Stripe is called, with the key that makes it one
 * however often it is sent.
 */
export default class extends BaseSchema {
  protected tableName = 'refund_requests'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.string('request', 100).notNullable().unique()
      table
        .integer('payment_id')
        .unsigned()
        .notNullable()
        .references('payments.id')
        .onDelete('RESTRICT')
      table.bigInteger('amount').notNullable()
      table.string('currency', 3).notNullable()
      table.string('reason', 40).nullable()
      table.text('note').nullable()
      table.boolean('keeps_access').notNullable()
      table.json('parameters').notNullable()
      table.string('idempotency_key', 100).notNullable().unique()
      table.string('status', 20).notNullable().checkIn(STATES, 'refund_requests_status_check')
      table.text('refund_stripe_id').nullable().unique()
      table.text('error').nullable()
      table.integer('actor_id').unsigned().nullable().references('users.id').onDelete('SET NULL')
      table.text('actor_label').notNullable()
      table.string('actor_address', 64).nullable()
      table.text('actor_user_agent').nullable()
      table.string('actor_request_id', 100).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['payment_id'])
      table.index(['actor_id'])
      table.index(['status', 'updated_at'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
