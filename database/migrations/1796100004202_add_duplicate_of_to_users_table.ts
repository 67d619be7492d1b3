import { BaseSchema } from '@adonisjs/lucid/schema'
import { respellEmails } from '#database/respell_emails'

/**
 * Gives every address that identifies somebody its one spelling. An account whose spelling another
 * account has stays as it is, and points to that account.
 */
export default class extends BaseSchema {
  protected tableName = 'users'

  async up() {
    this.schema.raw(
      'alter table users add column duplicate_of_id integer references users (id) on delete set null'
    )
    this.schema.alterTable(this.tableName, (table) => {
      table.index(['duplicate_of_id'])
    })
    this.defer((db) => respellEmails(db))
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropIndex(['duplicate_of_id'])
    })
    this.schema.raw('alter table users drop column duplicate_of_id')
  }
}
