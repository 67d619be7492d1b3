import { BaseSchema } from '@adonisjs/lucid/schema'

const ROLES = ['owner', 'manager', 'support', 'accountant', 'viewer']

export default class extends BaseSchema {
  protected tableName = 'users'

  async up() {
    this.schema.createTable(this.tableName, (table) => {
      table.increments('id').notNullable()
      table.string('email', 254).notNullable().unique()
      table.timestamp('email_verified_at', { precision: 3 }).nullable()
      table.string('full_name', 200).nullable()
      table.string('password').nullable()
      table.string('role', 20).nullable().checkIn(ROLES, 'users_role_check')
      table.string('locale', 20).nullable()
      table.text('stripe_customer_id').nullable().unique()
      table.timestamp('disabled_at', { precision: 3 }).nullable()
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
      table.index(['created_at', 'id'])
    })
  }

  async down() {
    this.schema.dropTable(this.tableName)
  }
}
