import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The currency of a request for a further customer; empty for a user's first.
 */
export default class extends BaseSchema {
  protected tableName = 'customer_requests'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.string('currency', 3).notNullable().defaultTo('')
      table.dropUnique(['user_id', 'replaced_id'])
      table.unique(['user_id', 'currency', 'replaced_id'])
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropUnique(['user_id', 'currency', 'replaced_id'])
      table.unique(['user_id', 'replaced_id'])
      table.dropColumn('currency')
    })
  }
}
