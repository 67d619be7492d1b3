import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('product_configurations', (table) => {
      table.string('cta_text', 40).nullable()
      table.string('cta_owned_text', 40).nullable()
      table.text('thank_you_text').nullable()
      table.text('receipt_text').nullable()
    })

    this.schema.createTable('product_relations', (table) => {
      table.increments('id').notNullable()
      table
        .integer('product_configuration_id')
        .unsigned()
        .notNullable()
        .references('product_configurations.id')
        .onDelete('CASCADE')
      table
        .integer('related_id')
        .unsigned()
        .notNullable()
        .references('product_configurations.id')
        .onDelete('CASCADE')
        .index()
      table.integer('position').notNullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.unique(['product_configuration_id', 'related_id'])
      table.check(
        'product_configuration_id <> related_id',
        {},
        'product_relations_not_itself_check'
      )
    })
  }

  async down() {
    this.schema.dropTable('product_relations')
    this.schema.alterTable('product_configurations', (table) => {
      table.dropColumns('cta_text', 'cta_owned_text', 'thank_you_text', 'receipt_text')
    })
  }
}
