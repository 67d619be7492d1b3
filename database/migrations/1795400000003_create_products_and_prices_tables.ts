import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('products', (table) => {
      table.increments('id').notNullable()
      table.text('stripe_id').notNullable().unique()
      table.boolean('livemode').notNullable()
      table.text('name').notNullable()
      table.text('description').nullable()
      table.json('images').notNullable()
      table.boolean('active').notNullable()
      table.text('default_price_stripe_id').nullable()
      table.json('metadata').notNullable()
      table.json('stripe_data').notNullable()
      table.timestamp('synced_at', { precision: 3 }).notNullable()
      table.timestamp('gone_at', { precision: 3 }).nullable()
      table.integer('sync_version').notNullable().defaultTo(1)
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
    })

    this.schema.createTable('prices', (table) => {
      table.increments('id').notNullable()
      table.text('stripe_id').notNullable().unique()
      table.boolean('livemode').notNullable()
      table
        .integer('product_id')
        .unsigned()
        .notNullable()
        .references('products.id')
        .onDelete('RESTRICT')
        .index()
      table.string('currency', 3).notNullable()
      table.bigInteger('unit_amount').nullable()
      table.text('unit_amount_decimal').nullable()
      table.text('type').notNullable()
      table.text('interval').nullable()
      table.integer('interval_count').nullable()
      table.json('custom_unit_amount').nullable()
      table.text('nickname').nullable()
      table.boolean('active').notNullable()
      table.json('stripe_data').notNullable()
      table.timestamp('synced_at', { precision: 3 }).notNullable()
      table.timestamp('gone_at', { precision: 3 }).nullable()
      table.integer('sync_version').notNullable().defaultTo(1)
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('prices')
    this.schema.dropTable('products')
  }
}
