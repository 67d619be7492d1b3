import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  protected tableName = 'account_tokens'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table
        .integer('user_id')
        .unsigned()
        .notNullable()
        .references('users.id')
        .onDelete('CASCADE')
        .index()
      table.string('purpose', 40).notNullable()
      table.string('token_hash', 64).notNullable().unique()
      table.json('payload').nullable()
      table.timestamp('expires_at', { precision: 3 }).notNullable()
      table.timestamp('used_at', { precision: 3 }).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
