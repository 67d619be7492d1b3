import { BaseSchema } from '@adonisjs/lucid/schema'

const RELEASE_STATES = ['draft', 'released', 'withdrawn']

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('product_files', (table) => {
      table.increments('id').notNullable()
      table.string('reference', 20).notNullable().unique()
      table
        .integer('product_configuration_id')
        .unsigned()
        .notNullable()
        .references('product_configurations.id')
        .onDelete('RESTRICT')
      table.text('label').notNullable()
      table.integer('position').notNullable().defaultTo(0)
      table.timestamp('archived_at', { precision: 3 }).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['product_configuration_id', 'position', 'id'])
    })

    this.schema.createTable('file_releases', (table) => {
      table.increments('id').notNullable()
      table
        .integer('product_file_id')
        .unsigned()
        .notNullable()
        .references('product_files.id')
        .onDelete('RESTRICT')
      table.string('version', 40).notNullable()
      table.text('note').nullable()
      table.string('disk', 20).notNullable()
      table.string('storage_key').notNullable().unique()
      table.text('filename').notNullable()
      table.bigInteger('size').notNullable()
      table.text('content_type').notNullable()
      table.string('sha256', 64).notNullable()
      table.string('status', 20).notNullable().checkIn(RELEASE_STATES, 'file_releases_status_check')
      table.timestamp('released_at', { precision: 3 }).nullable()
      table
        .integer('uploaded_by_id')
        .unsigned()
        .nullable()
        .references('users.id')
        .onDelete('SET NULL')
      table.timestamp('missing_since', { precision: 3 }).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.unique(['product_file_id', 'version'])
    })
  }

  async down() {
    this.schema.dropTable('file_releases')
    this.schema.dropTable('product_files')
  }
}
