import { BaseSchema } from '@adonisjs/lucid/schema'

const STATES = ['running', 'finished', 'cancelled', 'stopped']

export default class extends BaseSchema {
  protected tableName = 'bulk_runs'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.string('once', 36).notNullable().unique()
      table
        .integer('actor_id')
        .unsigned()
        .nullable()
        .references('users.id')
        .onDelete('SET NULL')
        .index()
      table.text('actor_label').notNullable()
      table.string('address', 64).nullable()
      table.text('user_agent').nullable()
      table.string('resource', 60).notNullable()
      table.string('action', 60).notNullable()
      table.json('selection').notNullable()
      table.integer('total').notNullable()
      table.integer('until_id').notNullable()
      table.integer('last_id').notNullable().defaultTo(0)
      table.integer('done').notNullable().defaultTo(0)
      table.integer('skipped').notNullable().defaultTo(0)
      table.integer('failed').notNullable().defaultTo(0)
      table.json('notes').notNullable()
      table.string('status', 20).notNullable().checkIn(STATES, 'bulk_runs_status_check')
      table.integer('attempts').notNullable().defaultTo(0)
      table.timestamp('next_attempt_at', { precision: 3 }).nullable()
      table.timestamp('claimed_until', { precision: 3 }).nullable()
      table.timestamp('finished_at', { precision: 3 }).nullable()
      table.text('error').nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['next_attempt_at', 'id'])
      table.index(['created_at', 'id'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
