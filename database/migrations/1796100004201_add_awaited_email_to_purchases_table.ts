import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The address that a grant was given to, until somebody confirms it; null otherwise.
 */
export default class extends BaseSchema {
  protected tableName = 'purchases'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.string('awaited_email', 254).nullable()
      table.index(['awaited_email'])
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropIndex(['awaited_email'])
      table.dropColumn('awaited_email')
    })
  }
}
