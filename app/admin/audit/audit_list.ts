import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { text, time } from '#records/declarations/cells'
import type { ListDeclaration } from '#records/declarations/list'
import { labelsBegin } from '#records/declarations/text_conditions'
import { productName, userName } from '#admin/chip_names'
import { json, readTime } from '#database/columns'

interface AuditRow {
  id: number
  actor_label: string
  action: string
  subject_type: string
  subject_label: string
  changes: unknown
  address: string | null
  created_at: string | Date
}

/** The subjects of entries. */
const SUBJECTS = {
  product: 'Products',
  purchase: 'Purchases',
  stripe_event: 'Stripe events',
  catalogue: 'Catalogue',
  user: 'Accounts',
  mail: 'Mails',
  bulk_run: 'Bulk runs',
  export: 'Exports',
}

/** The list of audit entries. They cannot be changed. */
export const auditList: ListDeclaration<AuditRow> = {
  table: 'audit_entries',
  from: () => db.from('audit_entries'),
  select: (query) =>
    query.select(
      'audit_entries.actor_label',
      'audit_entries.action',
      'audit_entries.subject_type',
      'audit_entries.subject_label',
      'audit_entries.changes',
      'audit_entries.address',
      'audit_entries.created_at'
    ),
  columns: [
    {
      key: 'when',
      label: 'When',
      sort: 'when',
      cell: (row) => time(readTime(row.created_at), urlFor('admin.audit.show', { id: row.id })),
    },
    { key: 'who', label: 'Who', cell: (row) => text(row.actor_label) },
    { key: 'what', label: 'What', cell: (row) => text(row.action) },
    { key: 'subject', label: 'On what', cell: (row) => text(row.subject_label) },
    {
      key: 'changed',
      label: 'Changed',
      cell: (row) => text(Object.keys(json.consume(row.changes) as object).join(', ')),
    },
    { key: 'from', label: 'From', cell: (row) => text(row.address) },
  ],
  search: {
    hint: 'Start of a first or last name or e-mail, or of what it was about',
    apply: (query, term) => labelsBegin(query, 'audit_entries.search_text', term),
  },
  filters: [
    {
      kind: 'choice',
      key: 'about',
      label: 'About',
      choices: Object.entries(SUBJECTS).map(([value, label]) => ({
        value,
        label,
        apply: (query) => void query.where('audit_entries.subject_type', value),
      })),
    },
    { kind: 'dates', key: 'when', label: 'When', column: 'audit_entries.created_at' },
    {
      kind: 'relation',
      key: 'product',
      label: 'Product',
      picks: 'products',
      apply: (query, id) =>
        void query.where('audit_entries.subject_type', 'product').where('subject_id', id),
      name: productName,
    },
    {
      kind: 'relation',
      key: 'actor',
      label: 'Who',
      picks: 'customers',
      apply: (query, id) => void query.where('audit_entries.actor_id', id),
      name: userName,
    },
  ],
  sorts: { when: { expression: 'audit_entries.created_at' } },
  defaultSort: '-when',
  empty: { title: 'Nothing yet', text: 'Whatever staff change is written down here.' },
}
