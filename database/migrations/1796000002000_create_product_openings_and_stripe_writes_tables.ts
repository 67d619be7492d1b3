import { BaseSchema } from '@adonisjs/lucid/schema'

const KINDS = ['product.create', 'product.update', 'price.create', 'price.update']
const STATES = ['open', 'done', 'failed']

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('product_openings', (table) => {
      table.increments('id').notNullable()
      table.string('request', 100).notNullable().unique()
      table.text('product_stripe_id').notNullable().unique()
      table.string('slug', 120).notNullable()
      table.text('overview').nullable()
      table.text('content').nullable()
      table.boolean('is_active').notNullable()
      table.integer('actor_id').unsigned().nullable().references('users.id').onDelete('SET NULL')
      table.text('actor_label').notNullable()
      table.string('actor_address', 64).nullable()
      table.text('actor_user_agent').nullable()
      table.string('actor_request_id', 100).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['actor_id'])
    })

    this.schema.createTable('stripe_writes', (table) => {
      table.increments('id').notNullable()
      table.string('kind', 20).notNullable().checkIn(KINDS, 'stripe_writes_kind_check')
      table.string('request', 100).nullable()
      table.string('step', 100).nullable()
      table.text('object_id').nullable()
      table.json('parameters').notNullable()
      table.string('idempotency_key', 100).notNullable().unique()
      table.string('status', 20).notNullable().checkIn(STATES, 'stripe_writes_status_check')
      table.text('error').nullable()
      table.integer('actor_id').unsigned().nullable().references('users.id').onDelete('SET NULL')
      table.text('actor_label').notNullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['actor_id'])
    })
    this.defer(async (db) => {
      await db.rawQuery(
        "CREATE UNIQUE INDEX stripe_writes_step_unique ON stripe_writes (request, step) WHERE status <> 'failed'"
      )
    })
  }

  async down() {
    this.schema.dropTable('stripe_writes')
    this.schema.dropTable('product_openings')
  }
}
