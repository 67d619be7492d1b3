import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { cappedNumber, code, pills, text, time } from '#records/declarations/cells'
import type { Tone } from '#shared/tone'
import type { ListDeclaration, ListQuery } from '#records/declarations/list'
import { countOfAccount } from '#buyers/purchases_for_staff'
import { emailBegins, nameBegins } from '#records/declarations/text_conditions'
import { readTime } from '#database/columns'
import { readableEmail } from '#shared/email_address'

/** Purchases per user are counted up to this limit. */
const MOST_PURCHASES = 1001

interface CustomerRow {
  id: number
  email: string
  full_name: string | null
  role: string | null
  email_verified_at: unknown
  disabled_at: unknown
  stripe_customer_id: string | null
  purchases: number
  created_at: string | Date
}

/** The list of users with an account. */
export const customerList: ListDeclaration<CustomerRow> = {
  table: 'users',
  from: () => db.from('users'),
  select: (query) =>
    query.select(
      'users.email',
      'users.full_name',
      'users.role',
      'users.email_verified_at',
      'users.disabled_at',
      'users.stripe_customer_id',
      'users.created_at',
      db.raw(`${countOfAccount(MOST_PURCHASES)} as purchases`)
    ),
  columns: [
    {
      key: 'email',
      label: 'E-mail',
      sort: 'email',
      cell: (row) =>
        text(readableEmail(row.email), { href: urlFor('admin.customers.show', { id: row.id }) }),
    },
    { key: 'name', label: 'Name', cell: (row) => text(row.full_name) },
    { key: 'state', label: 'State', cell: (row) => pills(accountStates(row)) },
    {
      key: 'purchases',
      label: 'Purchases',
      align: 'right',
      cell: (row) => cappedNumber(Number(row.purchases), MOST_PURCHASES),
    },
    { key: 'since', label: 'Since', sort: 'since', cell: (row) => time(readTime(row.created_at)) },
    { key: 'stripe', label: 'Stripe', cell: (row) => code(row.stripe_customer_id) },
  ],
  search: {
    hint: 'Start of an e-mail or of its @… part, of a first or last name, or cus_…',
    apply: (query, term) => {
      if (/^cus_/.test(term)) {
        // Not an OR of both: PostgreSQL would read the whole table.
        query.whereIn(
          'users.id',
          db
            .from('users')
            .select('id')
            .where('stripe_customer_id', term)
            .union((further) => {
              further.from('currency_customers').select('user_id').where('stripe_customer_id', term)
            })
        )
        return
      }
      query.where((either) => {
        emailBegins(either as ListQuery, 'users.email', term)
        either.orWhere((name) => nameBegins(name as ListQuery, 'users.search_text', term))
      })
    },
  },
  filters: [
    {
      kind: 'choice',
      key: 'role',
      label: 'Accounts',
      choices: [
        {
          value: 'customers',
          label: 'Customers',
          apply: (query) => void query.whereNull('users.role'),
        },
        { value: 'staff', label: 'Staff', apply: (query) => void query.whereNotNull('users.role') },
      ],
    },
    {
      kind: 'choice',
      key: 'email',
      label: 'E-mail',
      choices: [
        {
          value: 'confirmed',
          label: 'Confirmed',
          apply: (query) => void query.whereNotNull('users.email_verified_at'),
        },
        {
          value: 'unconfirmed',
          label: 'Not confirmed',
          apply: (query) => void query.whereNull('users.email_verified_at'),
        },
      ],
    },
    { kind: 'dates', key: 'since', label: 'Since', column: 'users.created_at' },
  ],
  sorts: {
    since: { expression: 'users.created_at' },
    email: { expression: 'users.email' },
  },
  defaultSort: '-since',
  empty: { title: 'No accounts yet', text: 'Whoever signs up appears here.' },
}

/** The states of an account, as labels. */
export function accountStates(row: {
  role: string | null
  email_verified_at: unknown
  disabled_at: unknown
}): { text: string; tone: Tone }[] {
  const states: { text: string; tone: Tone }[] = [
    row.email_verified_at
      ? { text: 'Confirmed', tone: 'good' }
      : { text: 'Not confirmed', tone: 'neutral' },
  ]
  if (row.role) {
    states.push({ text: `Staff: ${row.role}`, tone: 'info' })
  }
  if (row.disabled_at) {
    states.push({ text: 'Disabled', tone: 'bad' })
  }
  return states
}
