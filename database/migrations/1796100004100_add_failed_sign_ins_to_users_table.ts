import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Failed sign-ins of staff: how many since when, and the last. Those of customers are only logged.
 */
export default class extends BaseSchema {
  protected tableName = 'users'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.integer('failed_sign_ins').notNullable().defaultTo(0)
      table.timestamp('failed_sign_ins_since', { precision: 3 }).nullable()
      table.timestamp('last_failed_sign_in_at', { precision: 3 }).nullable()
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumns('failed_sign_ins', 'failed_sign_ins_since', 'last_failed_sign_in_at')
    })
  }
}
