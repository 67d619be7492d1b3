import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The secret is encrypted. The step is that of the last code that was taken, so that none is taken
 * twice.
 */
export default class extends BaseSchema {
  protected tableName = 'users'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.text('second_factor_secret').nullable()
      table.timestamp('second_factor_since', { precision: 3 }).nullable()
      table.integer('second_factor_step').nullable()
      table.timestamp('last_signed_in_at', { precision: 3 }).nullable()
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumns(
        'second_factor_secret',
        'second_factor_since',
        'second_factor_step',
        'last_signed_in_at'
      )
    })
  }
}
