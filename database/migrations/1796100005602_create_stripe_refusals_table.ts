import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What Stripe refuses at the moment and only the owner can change, once per act that is refused. A row
 * is deleted when the act works again.
 */
export default class extends BaseSchema {
  protected tableName = 'stripe_refusals'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.string('act', 300).notNullable().unique()
      table.string('cause', 40).notNullable()
      table.text('label').notNullable()
      table.text('message').notNullable()
      table.text('price_stripe_id').nullable()
      table.integer('times').notNullable()
      table.timestamp('last_refused_at', { precision: 3 }).notNullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
