import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { code, number, pill, text, time } from '#records/declarations/cells'
import type { Tone } from '#shared/tone'
import type { ListDeclaration, ListQuery } from '#records/declarations/list'
import { readTime } from '#database/columns'

interface EventRow {
  id: number
  stripe_id: string
  type: string
  object_id: string | null
  attempts: number
  error: string | null
  handled_at: unknown
  ignored_at: unknown
  received_at: string | Date
}

/** The families of event types: the part before the first dot. */
const FAMILIES = {
  checkout: 'Checkout',
  refund: 'Refunds',
  charge: 'Charges and disputes',
  customer: 'Customers and subscriptions',
  invoice: 'Invoices',
  invoiceitem: 'Invoice items',
  product: 'Products',
  price: 'Prices',
}

/** The list of stored events. */
export const eventList: ListDeclaration<EventRow> = {
  table: 'stripe_events',
  from: () => db.from('stripe_events'),
  select: (query) =>
    query.select(
      'stripe_events.stripe_id',
      'stripe_events.type',
      'stripe_events.object_id',
      'stripe_events.attempts',
      'stripe_events.error',
      'stripe_events.handled_at',
      'stripe_events.ignored_at',
      'stripe_events.received_at'
    ),
  columns: [
    {
      key: 'event',
      label: 'Event',
      cell: (row) => code(row.stripe_id, urlFor('admin.events.show', { id: row.id })),
    },
    { key: 'type', label: 'Type', cell: (row) => text(row.type) },
    { key: 'object', label: 'Object', cell: (row) => code(row.object_id) },
    {
      key: 'state',
      label: 'State',
      cell: (row) => {
        const state = eventState(row)
        return pill(state.text, state.tone)
      },
    },
    { key: 'attempts', label: 'Attempts', align: 'right', cell: (row) => number(row.attempts) },
    {
      key: 'received',
      label: 'Received',
      sort: 'received',
      cell: (row) => time(readTime(row.received_at)),
    },
  ],
  search: {
    hint: 'evt_… or the id of the object, or a type',
    apply: (query, term) => {
      if (/^evt_/.test(term)) {
        query.where('stripe_events.stripe_id', term)
      } else if (/^[a-z_]+(\.[a-z_]+)+$/.test(term)) {
        query.where('stripe_events.type', term)
      } else {
        query.where('stripe_events.object_id', term)
      }
    },
  },
  filters: [
    {
      kind: 'choice',
      key: 'state',
      label: 'State',
      choices: [
        { value: 'failed', label: 'Failed', apply: whereFailed },
        {
          value: 'waiting',
          label: 'Waiting',
          apply: (query) => void query.whereNotNull('stripe_events.next_attempt_at'),
        },
        {
          value: 'handled',
          label: 'Handled',
          apply: (query) => void query.whereNotNull('stripe_events.handled_at'),
        },
        {
          value: 'ignored',
          label: 'Ignored',
          apply: (query) => void query.whereNotNull('stripe_events.ignored_at'),
        },
      ],
    },
    {
      kind: 'choice',
      key: 'family',
      label: 'Type',
      choices: Object.entries(FAMILIES).map(([value, label]) => ({
        value,
        label,
        apply: (query) => void query.whereRaw(`${family()} = ?`, [value]),
      })),
    },
    { kind: 'dates', key: 'received', label: 'Received', column: 'stripe_events.received_at' },
  ],
  sorts: { received: { expression: 'stripe_events.received_at' } },
  defaultSort: '-received',
  empty: {
    title: 'No events yet',
    text: 'Stripe tells this store by webhook what happens. None has come so far.',
  },
}

/** SQL: the part of an event's type before the dot; there is an index on it. */
function family(): string {
  return db.connection().dialect.name === 'postgres'
    ? "split_part(stripe_events.type, '.', 1)"
    : "substr(stripe_events.type, 1, instr(stripe_events.type, '.') - 1)"
}

/** Limits to events that failed and are not handled yet. */
export function whereFailed(query: ListQuery): void {
  query
    .whereNotNull('stripe_events.error')
    .whereNull('stripe_events.handled_at')
    .whereNull('stripe_events.ignored_at')
}

export function eventState(row: {
  handled_at: unknown
  ignored_at: unknown
  error: string | null
}): { text: string; tone: Tone } {
  if (row.handled_at) {
    return { text: 'Handled', tone: 'good' }
  }
  if (row.ignored_at) {
    return { text: 'Ignored', tone: 'neutral' }
  }
  return row.error ? { text: 'Failed', tone: 'bad' } : { text: 'Waiting', tone: 'info' }
}
