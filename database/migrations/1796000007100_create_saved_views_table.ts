import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Lists of the panel as somebody looked at them and wants to again.
 */
export default class extends BaseSchema {
  protected tableName = 'saved_views'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.string('list', 60).notNullable()
      table.string('name', 80).notNullable()
      table.text('query').notNullable()
      table.boolean('is_shared').notNullable().defaultTo(false)
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.unique(['user_id', 'list', 'name'])
      table.index(['list', 'is_shared', 'name'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
