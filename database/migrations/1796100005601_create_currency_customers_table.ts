import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Further Stripe customers of a user, one per currency: Stripe allows a customer subscriptions in one
 * currency only. `users.stripe_customer_id` is the first.
 */
export default class extends BaseSchema {
  protected tableName = 'currency_customers'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('RESTRICT')
      table.string('currency', 3).notNullable()
      table.text('stripe_customer_id').notNullable().unique()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.unique(['user_id', 'currency'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
