import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The network for which a checkout counts against the limit of checkouts, so that it can be taken back
 * once it is paid; null where it does not count.
 */
export default class extends BaseSchema {
  protected tableName = 'checkout_attempts'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.string('counted_network', 45).nullable()
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumn('counted_network')
    })
  }
}
