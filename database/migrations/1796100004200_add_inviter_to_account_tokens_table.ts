import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Who sent an invitation to the staff. Open invitations get their sender from the audit.
 */
export default class extends BaseSchema {
  protected tableName = 'account_tokens'

  async up() {
    this.schema.raw(
      'alter table account_tokens add column inviter_id integer references users (id) on delete set null'
    )
    this.schema.alterTable(this.tableName, (table) => {
      table.index(['inviter_id'])
    })
    this.schema.raw(`
      update account_tokens set inviter_id = (
        select users.id from audit_entries
        join users on users.id = audit_entries.actor_id
        where audit_entries.action = 'user.invited'
          and audit_entries.subject_type = 'user'
          and audit_entries.subject_id = account_tokens.user_id
        order by audit_entries.id desc
        limit 1
      )
      where purpose = 'staff_invitation' and used_at is null`)
  }

  async down() {
    this.schema.alterTable(this.tableName, (table) => {
      table.dropIndex(['inviter_id'])
      table.dropColumn('inviter_id')
    })
  }
}
