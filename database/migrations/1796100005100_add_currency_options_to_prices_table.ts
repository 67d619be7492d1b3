import { BaseSchema } from '@adonisjs/lucid/schema'

/** The amounts of a price in other currencies than its own, by currency, in the minor unit of each. */
export default class extends BaseSchema {
  protected tableName = 'prices'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.json('currency_options').nullable()
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumn('currency_options')
    })
  }
}
