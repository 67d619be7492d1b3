import { BaseSchema } from '@adonisjs/lucid/schema'
import { refreshSearchTexts } from '#database/refresh_search_texts'

/** What an entry says. Its link to an account may go, when the account does. */
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
 * Adds the folded labels that the search of the audit log compares with, in place of the indexes on the
 * labels. The database still refuses to change what an entry says; the search text, which is made from
 * it, can be corrected.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('audit_entries', (table) => {
      table.text('search_text').notNullable().defaultTo('')
    })
    this.#protect({ isSearched: true })
    this.#labelIndexes().forEach(([name]) => this.schema.raw(`drop index ${name}`))
    this.defer(async (db) => void (await refreshSearchTexts(db, ['audit_entries'])))
    this.#searchIndexes().forEach((index) => this.#createIndex(index))
  }

  async down() {
    this.#searchIndexes().forEach(([name]) => this.schema.raw(`drop index ${name}`))
    this.#labelIndexes().forEach((index) => this.#createIndex(index))
    this.#protect({ isSearched: false })
    this.schema.raw('alter table audit_entries drop column search_text')
  }

  /** Replaces the triggers. */
  #protect({ isSearched }: { isSearched: boolean }) {
    if (this.db.dialect.name === 'postgres') {
      this.#protectOnPostgres(isSearched)
    } else {
      this.#protectOnSqlite(isSearched)
    }
  }

  #protectOnPostgres(isSearched: boolean) {
    const isCorrected = `tg_op = 'UPDATE' and new.search_text <> old.search_text
      and to_jsonb(new) - 'search_text' = to_jsonb(old) - 'search_text'`
    this.schema.raw(`
      create or replace function keep_audit_entries() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and new.actor_id is null
          and to_jsonb(new) - 'actor_id' = to_jsonb(old) - 'actor_id'
          and not exists (select 1 from users where id = old.actor_id)
        then
          return new;
        end if;
        ${isSearched ? `if ${isCorrected} then return new; end if;` : ''}
        raise exception '${REFUSED}';
      end $$`)
  }

  #protectOnSqlite(isSearched: boolean) {
    const isCorrected = 'new.actor_id is old.actor_id and new.search_text <> old.search_text'
    const isSame = KEPT.map((column) => `new.${column} is old.${column}`).join(' and ')
    this.schema.raw('drop trigger audit_entries_are_not_changed')
    this.schema.raw(`
      create trigger audit_entries_are_not_changed before update on audit_entries
      when not (${isSame} and (
        (new.actor_id is null and not exists (select 1 from users where id = old.actor_id))
        ${isSearched ? `or (${isCorrected})` : ''}))
      begin
        select raise(abort, '${REFUSED}');
      end`)
  }

  #labelIndexes(): [name: string, expression: string][] {
    return ['actor_label', 'subject_label'].flatMap((column): [string, string][] => [
      [`audit_entries_${column}_index`, `lower(${column})`],
      [`audit_entries_${column}_rest_index`, `lower(${this.#after(column, "' '")})`],
      [`audit_entries_${column}_address_index`, `lower(${this.#after(column, "'<'")})`],
    ])
  }

  /** Of both labels, and of what follows their first space and first angle bracket. */
  #searchIndexes(): [name: string, expression: string][] {
    const subject = this.#after('search_text', this.#lineBreak)
    return Object.entries({ actor: 'search_text', subject }).flatMap(
      ([name, label]): [string, string][] => [
        [`audit_entries_${name}_index`, label],
        [`audit_entries_${name}_rest_index`, this.#after(label, "' '")],
        [`audit_entries_${name}_address_index`, this.#after(label, "'<'")],
      ]
    )
  }

  #createIndex([name, expression]: [name: string, expression: string]) {
    const operators = this.#isPostgres ? ' text_pattern_ops' : ''
    this.schema.raw(`create index ${name} on audit_entries ((${expression})${operators})`)
  }

  #after(text: string, character: string): string {
    return `substr(${text}, ${this.#isPostgres ? 'strpos' : 'instr'}(${text}, ${character}) + 1)`
  }

  get #lineBreak(): string {
    return this.#isPostgres ? 'chr(10)' : 'char(10)'
  }

  get #isPostgres(): boolean {
    return this.db.dialect.name === 'postgres'
  }
}
