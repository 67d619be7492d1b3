import { BaseSchema } from '@adonisjs/lucid/schema'

const STATES = ['open', 'completed', 'expired', 'failed']

export default class extends BaseSchema {
  protected tableName = 'checkout_attempts'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('RESTRICT')
      table
        .integer('product_configuration_id')
        .unsigned()
        .notNullable()
        .references('product_configurations.id')
        .onDelete('RESTRICT')
      table
        .integer('price_id')
        .unsigned()
        .notNullable()
        .references('prices.id')
        .onDelete('RESTRICT')
      table.integer('quantity').notNullable().defaultTo(1)
      table.string('currency', 3).notNullable()
      table.bigInteger('subtotal_amount').nullable()
      table.json('parameters').notNullable()
      table.string('idempotency_key', 100).notNullable().unique()
      table.text('checkout_session_id').nullable().unique()
      table.text('url').nullable()
      table.string('status', 20).notNullable().checkIn(STATES, 'checkout_attempts_status_check')
      table.timestamp('expires_at', { precision: 3 }).notNullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
    })
    this.defer(async (db) => {
      await db.rawQuery(
        "CREATE UNIQUE INDEX checkout_attempts_open_unique ON checkout_attempts (user_id, price_id) WHERE status = 'open'"
      )
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
