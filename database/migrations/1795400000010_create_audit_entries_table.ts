import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  protected tableName = 'audit_entries'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table
        .integer('actor_id')
        .unsigned()
        .nullable()
        .references('users.id')
        .onDelete('SET NULL')
        .index()
      table.text('actor_label').notNullable()
      table.string('action', 60).notNullable()
      table.string('subject_type', 60).notNullable()
      table.integer('subject_id').nullable()
      table.text('subject_label').notNullable()
      table.json('changes').notNullable()
      table.string('address', 64).nullable()
      table.text('user_agent').nullable()
      table.string('request_id', 100).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.index(['subject_type', 'subject_id', 'id'])
      table.index(['created_at', 'id'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
