import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Lines of a checkout beside the product that was asked for, such as a cross-sell that Stripe offered
 * and the buyer added. Staff grant each of them, or settle it otherwise.
 */
export default class extends BaseSchema {
  protected tableName = 'further_lines'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table
        .integer('purchase_id')
        .unsigned()
        .notNullable()
        .references('purchases.id')
        .onDelete('RESTRICT')
      table.text('line_item_stripe_id').notNullable()
      table.text('product_stripe_id').nullable()
      table.text('name').notNullable()
      table.json('price_snapshot').notNullable()
      table.boolean('is_recurring').notNullable()
      table.integer('quantity').notNullable()
      table.string('currency', 3).notNullable()
      table.bigInteger('amount').notNullable()
      table
        .integer('granted_purchase_id')
        .unsigned()
        .nullable()
        .unique()
        .references('purchases.id')
        .onDelete('RESTRICT')
      table.timestamp('settled_at', { precision: 3 }).nullable()
      table
        .integer('settled_by_id')
        .unsigned()
        .nullable()
        .references('users.id')
        .onDelete('SET NULL')
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.unique(['purchase_id', 'line_item_stripe_id'])
      table.index(['settled_by_id'])
      table.index(['settled_at', 'id'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
