import { BaseSchema } from '@adonisjs/lucid/schema'

/** What the buyer's card was charged, where Stripe converted the total into another currency. */
export default class extends BaseSchema {
  protected tableName = 'purchases'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.string('presentment_currency', 3).nullable()
      table.bigInteger('presentment_amount').nullable()
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumns('presentment_currency', 'presentment_amount')
    })
  }
}
