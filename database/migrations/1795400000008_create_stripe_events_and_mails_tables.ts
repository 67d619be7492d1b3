import { BaseSchema } from '@adonisjs/lucid/schema'

const MAIL_STATES = ['queued', 'sent', 'failed']

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('stripe_events', (table) => {
      table.increments('id').notNullable()
      table.text('stripe_id').notNullable().unique()
      table.text('type').notNullable()
      table.boolean('livemode').notNullable()
      table.text('api_version').nullable()
      table.text('object_id').nullable().index()
      table.text('checkout_session_id').nullable().index()
      table.json('payload').notNullable()
      table.timestamp('received_at', { precision: 3 }).notNullable()
      table.timestamp('handled_at', { precision: 3 }).nullable()
      table.timestamp('ignored_at', { precision: 3 }).nullable()
      table.integer('attempts').notNullable().defaultTo(0)
      table.timestamp('next_attempt_at', { precision: 3 }).nullable()
      table.timestamp('claimed_until', { precision: 3 }).nullable()
      table.text('error').nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['next_attempt_at', 'id'])
      table.index(['received_at', 'id'])
      table.index(['type', 'id'])
    })

    this.schema.createTable('mails', (table) => {
      table.increments('id').notNullable()
      table.string('dedupe_key', 200).notNullable().unique()
      table.string('kind', 60).notNullable()
      table.string('recipient', 254).notNullable()
      table.string('locale', 20).notNullable()
      table
        .integer('purchase_id')
        .unsigned()
        .nullable()
        .references('purchases.id')
        .onDelete('RESTRICT')
        .index()
      table
        .integer('user_id')
        .unsigned()
        .nullable()
        .references('users.id')
        .onDelete('SET NULL')
        .index()
      table.json('data').notNullable()
      table.string('status', 20).notNullable().checkIn(MAIL_STATES, 'mails_status_check')
      table.integer('attempts').notNullable().defaultTo(0)
      table.timestamp('next_attempt_at', { precision: 3 }).nullable()
      table.timestamp('claimed_until', { precision: 3 }).nullable()
      table.timestamp('sent_at', { precision: 3 }).nullable()
      table.text('error').nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['next_attempt_at', 'id'])
      table.index(['created_at', 'id'])
    })
  }

  async down() {
    this.schema.dropTable('mails')
    this.schema.dropTable('stripe_events')
  }
}
