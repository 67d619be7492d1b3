import { BaseSchema } from '@adonisjs/lucid/schema'

const SOURCES = ['stripe', 'grant', 'import']
const STATES = [
  'pending',
  'active',
  'failed',
  'refunded',
  'disputed',
  'lost',
  'past_due',
  'lapsed',
  'mismatch',
]
const OVERRIDES = ['revoked', 'kept']

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('purchases', (table) => {
      table.increments('id').notNullable()
      table.string('reference', 20).notNullable().unique()
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('RESTRICT')
      table
        .integer('product_configuration_id')
        .unsigned()
        .notNullable()
        .references('product_configurations.id')
        .onDelete('RESTRICT')
      table.string('source', 20).notNullable().checkIn(SOURCES, 'purchases_source_check')
      table.text('checkout_session_id').nullable().unique()
      table.text('payment_intent_id').nullable().index()
      table.text('subscription_id').nullable().index()
      table.text('stripe_customer_id').nullable().index()
      table.boolean('livemode').notNullable()
      table.integer('quantity').notNullable().defaultTo(1)
      table.string('currency', 3).notNullable()
      table.bigInteger('subtotal_amount').notNullable()
      table.bigInteger('discount_amount').notNullable()
      table.bigInteger('tax_amount').notNullable()
      table.bigInteger('total_amount').notNullable()
      table.json('product_snapshot').notNullable()
      table.json('price_snapshot').notNullable()
      table.string('status', 20).notNullable().checkIn(STATES, 'purchases_status_check')
      table.text('status_detail').nullable()
      table.text('stripe_status').nullable()
      table.boolean('is_recurring').notNullable().defaultTo(false)
      table.timestamp('purchased_at', { precision: 3 }).notNullable()
      table.timestamp('current_period_ends_at', { precision: 3 }).nullable()
      table.timestamp('cancels_at', { precision: 3 }).nullable()
      table.timestamp('ended_at', { precision: 3 }).nullable()
      table.timestamp('past_due_since', { precision: 3 }).nullable()
      table.timestamp('stripe_synced_at', { precision: 3 }).nullable()
      table.integer('sync_version').notNullable().defaultTo(1)
      table
        .string('access_override', 20)
        .nullable()
        .checkIn(OVERRIDES, 'purchases_access_override_check')
      table.text('override_reason').nullable()
      table
        .integer('override_by_id')
        .unsigned()
        .nullable()
        .references('users.id')
        .onDelete('SET NULL')
      table.timestamp('override_at', { precision: 3 }).nullable()
      table.timestamp('override_ends_at', { precision: 3 }).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['user_id', 'product_configuration_id'])
      table.index(['product_configuration_id', 'id'])
      table.index(['purchased_at', 'id'])
    })

    this.schema.createTable('payments', (table) => {
      table.increments('id').notNullable()
      table
        .integer('purchase_id')
        .unsigned()
        .notNullable()
        .references('purchases.id')
        .onDelete('RESTRICT')
        .index()
      table.text('stripe_id').notNullable().unique()
      table.text('payment_intent_id').nullable().index()
      table.bigInteger('amount').notNullable()
      table.bigInteger('fee_amount').nullable()
      table.string('currency', 3).notNullable()
      table.timestamp('period_start', { precision: 3 }).nullable()
      table.timestamp('period_end', { precision: 3 }).nullable()
      table.timestamp('paid_at', { precision: 3 }).nullable()
      table.text('receipt_url').nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
    })

    this.schema.createTable('refunds', (table) => {
      table.increments('id').notNullable()
      table
        .integer('payment_id')
        .unsigned()
        .notNullable()
        .references('payments.id')
        .onDelete('RESTRICT')
        .index()
      table.text('stripe_id').notNullable().unique()
      table.bigInteger('amount').notNullable()
      table.text('status').notNullable()
      table.text('reason').nullable()
      table.integer('actor_id').unsigned().nullable().references('users.id').onDelete('SET NULL')
      table.timestamp('refunded_at', { precision: 3 }).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
    })

    this.schema.createTable('disputes', (table) => {
      table.increments('id').notNullable()
      table
        .integer('payment_id')
        .unsigned()
        .notNullable()
        .references('payments.id')
        .onDelete('RESTRICT')
        .index()
      table.text('stripe_id').notNullable().unique()
      table.bigInteger('amount').notNullable()
      table.text('status').notNullable()
      table.text('reason').nullable()
      table.timestamp('evidence_due_at', { precision: 3 }).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('disputes')
    this.schema.dropTable('refunds')
    this.schema.dropTable('payments')
    this.schema.dropTable('purchases')
  }
}
