import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Customers that Stripe was asked for and has not confirmed, each written before Stripe is called; and
 * the accounts whose name or address Stripe still has to get.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('customer_requests', (table) => {
      table.increments('id').notNullable()
      table
        .integer('user_id')
        .unsigned()
        .notNullable()
        .references('users.id')
        .onDelete('CASCADE')
      table.string('replaced_id', 255).notNullable().defaultTo('')
      table.json('parameters').notNullable()
      table.string('idempotency_key', 100).notNullable().unique()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.unique(['user_id', 'replaced_id'])
    })
    this.schema.createTable('customer_updates', (table) => {
      table.increments('id').notNullable()
      table
        .integer('user_id')
        .unsigned()
        .notNullable()
        .references('users.id')
        .onDelete('CASCADE')
        .unique()
      table.integer('version').notNullable().defaultTo(1)
      table.boolean('is_refused').notNullable().defaultTo(false)
      table.integer('attempts').notNullable().defaultTo(0)
      table.timestamp('next_attempt_at', { precision: 3 }).nullable()
      table.timestamp('claimed_until', { precision: 3 }).nullable()
      table.text('error').nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['next_attempt_at', 'id'])
    })
  }

  async down() {
    this.schema.dropTable('customer_updates')
    this.schema.dropTable('customer_requests')
  }
}
