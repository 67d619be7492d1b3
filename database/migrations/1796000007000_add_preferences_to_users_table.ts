import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * How somebody of the staff likes the panel: columns of lists, the view that a list opens with,
 * shortcuts.
 */
export default class extends BaseSchema {
  protected tableName = 'users'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.json('preferences').notNullable().defaultTo('{}')
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumn('preferences')
    })
  }
}
