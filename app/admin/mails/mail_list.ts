import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { number, pill, text, time } from '#records/declarations/cells'
import type { Tone } from '#shared/tone'
import type { ListDeclaration } from '#records/declarations/list'
import { emailBegins } from '#records/declarations/text_conditions'
import { readTime, readTimeOrNull } from '#database/columns'
import { readableEmail } from '#shared/email_address'

interface MailRow {
  id: number
  kind: string
  recipient: string
  status: string
  attempts: number
  error: string | null
  sent_at: string | Date | null
  created_at: string | Date
}

const STATES: Record<string, { text: string; tone: Tone }> = {
  queued: { text: 'Queued', tone: 'info' },
  sent: { text: 'Sent', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
}

/** The list of the outbox. */
export const mailList: ListDeclaration<MailRow> = {
  table: 'mails',
  from: () => db.from('mails'),
  select: (query) =>
    query.select(
      'mails.kind',
      'mails.recipient',
      'mails.status',
      'mails.attempts',
      'mails.error',
      'mails.sent_at',
      'mails.created_at'
    ),
  columns: [
    {
      key: 'recipient',
      label: 'Recipient',
      cell: (row) =>
        text(readableEmail(row.recipient), { href: urlFor('admin.mails.show', { id: row.id }) }),
    },
    { key: 'kind', label: 'Kind', cell: (row) => text(mailKind(row.kind)) },
    {
      key: 'state',
      label: 'State',
      cell: (row) => {
        const { text: label, tone } = mailState(row)
        return pill(label, tone)
      },
    },
    { key: 'attempts', label: 'Attempts', align: 'right', cell: (row) => number(row.attempts) },
    {
      key: 'written',
      label: 'Written',
      sort: 'written',
      cell: (row) => time(readTime(row.created_at)),
    },
    { key: 'sent', label: 'Sent', cell: (row) => time(readTimeOrNull(row.sent_at)) },
  ],
  search: {
    hint: 'Start of an e-mail or of its @… part',
    apply: (query, term) => emailBegins(query, 'mails.recipient', term),
  },
  filters: [
    {
      kind: 'choice',
      key: 'status',
      label: 'State',
      choices: Object.entries(STATES).map(([value, { text: label }]) => ({
        value,
        label,
        apply: (query) => void query.where('mails.status', value),
      })),
    },
    { kind: 'dates', key: 'written', label: 'Written', column: 'mails.created_at' },
  ],
  sorts: { written: { expression: 'mails.created_at' } },
  defaultSort: '-written',
  empty: { title: 'No mails yet', text: 'Receipts, confirmations and the like appear here.' },
}

/** The state of a mail; one that failed and is tried again shows that. */
export function mailState(row: { status: string; error: string | null }): {
  text: string
  tone: Tone
} {
  return row.status === 'queued' && row.error
    ? { text: 'Failed, tried again', tone: 'warn' }
    : (STATES[row.status] ?? { text: row.status, tone: 'warn' })
}

/** `payment_pending` as "Payment pending". */
export function mailKind(kind: string): string {
  const label = kind.replaceAll('_', ' ')
  return label.charAt(0).toUpperCase() + label.slice(1)
}
