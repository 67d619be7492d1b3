import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  protected tableName = 'downloads'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table
        .integer('purchase_id')
        .unsigned()
        .notNullable()
        .references('purchases.id')
        .onDelete('RESTRICT')
        .index()
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('RESTRICT')
      table
        .integer('file_release_id')
        .unsigned()
        .notNullable()
        .references('file_releases.id')
        .onDelete('RESTRICT')
        .index()
      table.timestamp('window_start', { precision: 3 }).notNullable()
      table.integer('requests').notNullable().defaultTo(0)
      table.bigInteger('bytes').notNullable().defaultTo(0)
      table.timestamp('completed_at', { precision: 3 }).nullable()
      table.string('address', 64).nullable()
      table.text('user_agent').nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.unique(['purchase_id', 'file_release_id', 'window_start'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
