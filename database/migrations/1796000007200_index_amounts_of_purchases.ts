import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Finds purchases by the amount of a currency.
 */
export default class extends BaseSchema {
  protected tableName = 'purchases'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.index(['currency', 'total_amount', 'id'])
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropIndex(['currency', 'total_amount', 'id'])
    })
  }
}
