import { BaseSchema } from '@adonisjs/lucid/schema'

const ACTS = ['cancel_now', 'cancel_at_period_end', 'undo_cancellation', 'pause', 'resume']
const STATES = ['open', 'done', 'failed', 'superseded']
const KINDS = ['cancellation_planned', 'cancellation_undone', 'paused', 'resumed', 'ended']

/**
 * What staff asked Stripe to do with a subscription, each written before Stripe is called; and what
 * became of a subscription, as Stripe reported it.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('subscription_requests', (table) => {
      table.increments('id').notNullable()
      table.string('request', 120).notNullable().unique()
      table
        .integer('purchase_id')
        .unsigned()
        .notNullable()
        .references('purchases.id')
        .onDelete('RESTRICT')
      table.text('subscription_id').notNullable()
      table.string('act', 30).notNullable().checkIn(ACTS, 'subscription_requests_act_check')
      table.text('note').nullable()
      table.json('before').nullable()
      table.json('parameters').nullable()
      table.string('idempotency_key', 100).notNullable().unique()
      table.string('status', 20).notNullable().checkIn(STATES, 'subscription_requests_status_check')
      table.text('error').nullable()
      table.integer('actor_id').unsigned().nullable().references('users.id').onDelete('SET NULL')
      table.text('actor_label').notNullable()
      table.string('actor_address', 64).nullable()
      table.text('actor_user_agent').nullable()
      table.string('actor_request_id', 100).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['purchase_id', 'status'])
      table.index(['actor_id'])
      table.index(['status', 'updated_at'])
    })
    this.schema.createTable('subscription_changes', (table) => {
      table.increments('id').notNullable()
      table
        .integer('purchase_id')
        .unsigned()
        .notNullable()
        .references('purchases.id')
        .onDelete('RESTRICT')
      table.string('kind', 30).notNullable().checkIn(KINDS, 'subscription_changes_kind_check')
      table.timestamp('happened_at', { precision: 3 }).notNullable()
      table.timestamp('ends_at', { precision: 3 }).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.index(['purchase_id'])
    })
  }

  async down() {
    this.schema.dropTable('subscription_changes')
    this.schema.dropTable('subscription_requests')
  }
}
