import { BaseSchema } from '@adonisjs/lucid/schema'

/** Read in the order of a list, for one value of what the list is narrowed down by. */
const ORDERED: [table: string, name: string, columns: string][] = [
  ['purchases', 'purchases_total', 'total_amount, id'],
  ['purchases', 'purchases_status_bought', 'status, purchased_at, id'],
  ['purchases', 'purchases_status_total', 'status, total_amount, id'],
  ['purchases', 'purchases_source_bought', 'source, purchased_at, id'],
  ['purchases', 'purchases_source_total', 'source, total_amount, id'],
  ['purchases', 'purchases_product_bought', 'product_configuration_id, purchased_at, id'],
  ['purchases', 'purchases_product_total', 'product_configuration_id, total_amount, id'],
  ['purchases', 'purchases_buyer_bought', 'user_id, purchased_at, id'],
  ['purchases', 'purchases_buyer_total', 'user_id, total_amount, id'],
  ['users', 'users_role_since', 'role, created_at, id'],
  ['users', 'users_role_email', 'role, email, id'],
  ['stripe_events', 'stripe_events_type_received', 'type, received_at, id'],
  ['mails', 'mails_status_written', 'status, created_at, id'],
  ['mails', 'mails_recipient_user', 'user_id, id'],
  ['audit_entries', 'audit_entries_about_when', 'subject_type, created_at, id'],
  ['audit_entries', 'audit_entries_actor_when', 'actor_id, created_at, id'],
]

/**
 * Read in the order of a list, for the rows of one state that is no value of a column. SQLite looks at
 * the column of the condition again, and finds it in the index where it is named last.
 */
const STATES: [table: string, name: string, columns: string, condition: string][] = [
  [
    'users',
    'users_confirmed_since',
    'created_at, id, email_verified_at',
    'email_verified_at is not null',
  ],
  [
    'users',
    'users_confirmed_email',
    'email, id, email_verified_at',
    'email_verified_at is not null',
  ],
  [
    'users',
    'users_unconfirmed_since',
    'created_at, id, email_verified_at',
    'email_verified_at is null',
  ],
  ['users', 'users_unconfirmed_email', 'email, id, email_verified_at', 'email_verified_at is null'],
  [
    'stripe_events',
    'stripe_events_waiting',
    'received_at, id, next_attempt_at',
    'next_attempt_at is not null',
  ],
  [
    'stripe_events',
    'stripe_events_handled',
    'received_at, id, handled_at',
    'handled_at is not null',
  ],
  [
    'stripe_events',
    'stripe_events_ignored',
    'received_at, id, ignored_at',
    'ignored_at is not null',
  ],
  [
    'stripe_events',
    'stripe_events_failed',
    'received_at, id',
    'error is not null and handled_at is null and ignored_at is null',
  ],
]

/** Covered by the indexes above. */
const REPLACED: [table: string, columns: string[]][] = [
  ['stripe_events', ['type', 'id']],
  ['mails', ['user_id']],
  ['audit_entries', ['actor_id']],
]

export default class extends BaseSchema {
  async up() {
    for (const [table, name, columns] of ORDERED) {
      this.schema.raw(`create index ${name}_index on ${table} (${columns})`)
    }
    for (const [table, name, columns, condition] of STATES) {
      this.schema.raw(`create index ${name}_index on ${table} (${columns}) where ${condition}`)
    }
    for (const [name, table, expression] of this.#beginnings()) {
      const operators = this.#isPostgres ? ' text_pattern_ops' : ''
      this.schema.raw(`create index ${name}_index on ${table} ((${expression})${operators})`)
    }
    this.schema.raw(
      `create index stripe_events_family_index on stripe_events ((${this.#family}), received_at, id)`
    )
    for (const [table, columns] of REPLACED) {
      this.schema.alterTable(table, (change) => void change.dropIndex(columns))
    }
  }

  async down() {
    for (const [table, columns] of REPLACED) {
      this.schema.alterTable(table, (change) => void change.index(columns))
    }
    const names = [
      'stripe_events_family',
      ...this.#beginnings().map(([name]) => name),
      ...[...ORDERED, ...STATES].map(([, name]) => name),
    ]
    for (const name of names) {
      this.schema.raw(`drop index ${name}_index`)
    }
  }

  /** What searches ask the beginning of. */
  #beginnings(): [name: string, table: string, expression: string][] {
    return [
      ...this.#emailBeginning(),
      ['users_email_domain', 'users', this.#from('email', '@', '')],
      ['users_name', 'users', 'lower(full_name)'],
      ['users_name_rest', 'users', `lower(${this.#from('full_name', ' ', ' + 1')})`],
      ['mails_recipient', 'mails', this.#text('recipient')],
      ['mails_recipient_domain', 'mails', this.#from('recipient', '@', '')],
      ...['actor_label', 'subject_label'].flatMap((column): [string, string, string][] => [
        [`audit_entries_${column}`, 'audit_entries', `lower(${column})`],
        [
          `audit_entries_${column}_rest`,
          'audit_entries',
          `lower(${this.#from(column, ' ', ' + 1')})`,
        ],
        [
          `audit_entries_${column}_address`,
          'audit_entries',
          `lower(${this.#from(column, '<', ' + 1')})`,
        ],
      ]),
    ]
  }

  /** SQLite finds the beginning of an address by its unique index. */
  #emailBeginning(): [string, string, string][] {
    return this.#isPostgres ? [['users_email_beginning', 'users', this.#text('email')]] : []
  }

  /** A column; the operators of PostgreSQL that read the beginning of a text are for texts only. */
  #text(column: string): string {
    return this.#isPostgres ? `${column}::text` : column
  }

  #from(column: string, character: string, offset: '' | ' + 1'): string {
    return `substr(${column}, ${this.#isPostgres ? 'strpos' : 'instr'}(${column}, '${character}')${offset})`
  }

  /** What stands before the dot of an event's type. */
  get #family(): string {
    return this.#isPostgres ? "split_part(type, '.', 1)" : "substr(type, 1, instr(type, '.') - 1)"
  }

  get #isPostgres(): boolean {
    return this.db.dialect.name === 'postgres'
  }
}
