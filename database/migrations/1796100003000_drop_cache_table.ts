import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Nothing was ever kept in it: pages are cached in memory.
 */
export default class extends BaseSchema {
  protected tableName = 'cache'

  async up() {
    this.schema.dropTable(this.tableName)
  }

  async down() {
    this.schema.createTable(this.tableName, (table) => {
      table.string('key', 255).notNullable().primary()
      table.text('value', 'longtext')
      table.timestamp('expires_at').nullable()
    })
  }
}
