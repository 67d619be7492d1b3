import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Sessions that began before this time are over, whatever the session store still holds: it is set
 * in the transaction that changes a password.
 */
export default class extends BaseSchema {
  protected tableName = 'users'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.timestamp('sessions_valid_from', { precision: 3 }).nullable()
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumn('sessions_valid_from')
    })
  }
}
