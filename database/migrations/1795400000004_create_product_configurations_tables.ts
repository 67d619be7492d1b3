import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('product_configurations', (table) => {
      table.increments('id').notNullable()
      table
        .integer('product_id')
        .unsigned()
        .notNullable()
        .unique()
        .references('products.id')
        .onDelete('RESTRICT')
      table.string('slug', 120).notNullable().unique()
      table.boolean('is_active').notNullable().defaultTo(true)
      table.boolean('is_listed').notNullable().defaultTo(true)
      table.timestamp('available_from', { precision: 3 }).nullable()
      table.timestamp('available_until', { precision: 3 }).nullable()
      table.timestamp('archived_at', { precision: 3 }).nullable()
      table.integer('position').notNullable().defaultTo(0)
      table.text('name_override').nullable()
      table.text('overview').nullable()
      table.text('content').nullable()
      table.string('cover_key').nullable()
      table.text('cover_source').nullable()
      table
        .integer('default_price_id')
        .unsigned()
        .nullable()
        .references('prices.id')
        .onDelete('RESTRICT')
      table.integer('grace_days').nullable()
      table.integer('download_limit').nullable()
      table.boolean('may_buy_again').notNullable().defaultTo(false)
      table.boolean('refund_ends_access').notNullable().defaultTo(true)
      table.integer('lock_version').notNullable().defaultTo(1)
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['position', 'id'])
      table.index(['created_at', 'id'])
    })

    this.schema.createTable('product_slugs', (table) => {
      table.increments('id').notNullable()
      table.string('slug', 120).notNullable().unique()
      table
        .integer('product_configuration_id')
        .unsigned()
        .notNullable()
        .references('product_configurations.id')
        .onDelete('CASCADE')
        .index()
      table.timestamp('created_at', { precision: 3 }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('product_slugs')
    this.schema.dropTable('product_configurations')
  }
}
