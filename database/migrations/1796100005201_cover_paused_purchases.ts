import { BaseSchema } from '@adonisjs/lucid/schema'

const INDEX = 'purchases_deciding_index'

/** Everything that decided which purchase gives access longest, before payments could be paused. */
const BEFORE = [
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

/** With what a pause of the payments does to access. */
const DECIDING = [...BEFORE, 'collection_pause', 'collection_resumes_at', 'paid_until']

export default class extends BaseSchema {
  protected tableName = 'purchases'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropIndex(BEFORE, INDEX)
      table.index(DECIDING, INDEX)
    })
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropIndex(DECIDING, INDEX)
      table.index(BEFORE, INDEX)
    })
  }
}
