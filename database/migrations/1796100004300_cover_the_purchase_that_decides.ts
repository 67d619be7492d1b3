import { BaseSchema } from '@adonisjs/lucid/schema'

/** Everything that decides which of a user's purchases of a product gives access longest. */
const DECIDING = [
  'user_id',
  'product_configuration_id',
  'purchased_at',
  'id',
  'status',
  'is_recurring',
  'current_period_ends_at',
  'cancels_at',
  'past_due_since',
  'access_override',
  'override_ends_at',
  'awaited_email',
]

/**
 * The purchase that decides about access is found in this index alone. The rows themselves are long:
 * each has a copy of its product's description.
 */
export default class extends BaseSchema {
  protected tableName = 'purchases'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropIndex(['user_id', 'product_configuration_id'])
      table.index(DECIDING, 'purchases_deciding_index')
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropIndex(DECIDING, 'purchases_deciding_index')
      table.index(['user_id', 'product_configuration_id'])
    })
  }
}
