import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('users', (table) => {
      table.json('preferences').notNullable().defaultTo('{}')
    })
  }

  async down() {
    this.schema.alterTable('users', (table) => table.dropColumn('preferences'))
  }
}
