import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Forms for a new record that were sent: the second sending of one finds what the first one made.
 */
export default class extends BaseSchema {
  protected tableName = 'record_creations'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.string('subject_type', 60).notNullable()
      table.string('key', 64).notNullable()
      table.integer('record_id').nullable()
      table.string('fingerprint', 64).notNullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.unique(['subject_type', 'key'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
