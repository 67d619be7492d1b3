import { BaseSchema } from '@adonisjs/lucid/schema'

/** What an entry says. Only its link to an account may go, when the account does. */
const KEPT = [
  'id',
  'actor_label',
  'action',
  'subject_type',
  'subject_id',
  'subject_label',
  'changes',
  'address',
  'user_agent',
  'request_id',
  'restores_entry_id',
  'created_at',
]

const REFUSED = 'audit_entries are neither changed nor deleted'

/**
 * Entries say which one they bring back what was before, and the database refuses to change or
 * delete any.
 */
export default class extends BaseSchema {
  protected tableName = 'audit_entries'

  async up() {
    this.schema.alterTable(this.tableName, (table) => {
      table.integer('restores_entry_id').nullable()
    })
    if (this.db.dialect.name === 'postgres') {
      this.#protectOnPostgres()
    } else {
      this.#protectOnSqlite()
    }
  }

  async down() {
    if (this.db.dialect.name === 'postgres') {
      this.schema.raw('drop trigger audit_entries_are_kept on audit_entries')
      this.schema.raw('drop function keep_audit_entries')
    } else {
      this.schema.raw('drop trigger audit_entries_are_not_changed')
      this.schema.raw('drop trigger audit_entries_are_not_deleted')
    }
    this.schema.alterTable(this.tableName, (table) => {
      table.dropColumn('restores_entry_id')
    })
  }

  #protectOnPostgres() {
    this.schema.raw(`
      create function keep_audit_entries() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and new.actor_id is null
          and to_jsonb(new) - 'actor_id' = to_jsonb(old) - 'actor_id'
          and not exists (select 1 from users where id = old.actor_id)
        then
          return new;
        end if;
        raise exception '${REFUSED}';
      end $$`)
    this.schema.raw(`
      create trigger audit_entries_are_kept before update or delete on audit_entries
      for each row execute function keep_audit_entries()`)
  }

  #protectOnSqlite() {
    const isSame = KEPT.map((column) => `new.${column} is old.${column}`).join(' and ')
    this.schema.raw(`
      create trigger audit_entries_are_not_changed before update on audit_entries
      when not (new.actor_id is null and ${isSame}
        and not exists (select 1 from users where id = old.actor_id))
      begin
        select raise(abort, '${REFUSED}');
      end`)
    this.schema.raw(`
      create trigger audit_entries_are_not_deleted before delete on audit_entries
      begin
        select raise(abort, '${REFUSED}');
      end`)
  }
}
