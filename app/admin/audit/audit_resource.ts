import { code, fact, text, time } from '#records/declarations/cells'
import type { RelatedTable } from '#records/declarations/related_table'
import { defineResource } from '#records/declarations/define_resource'
import { auditList } from '#admin/audit/audit_list'
import AuditEntry from '#models/audit_entry'

/** The audit. Read only: entries are written by the acts themselves. */
export const auditResource = defineResource({
  key: 'audit',
  title: 'Audit',
  area: 'Store',
  noun: { one: 'entry', many: 'entries' },
  permissions: { view: 'audit.view' },
  list: auditList,
  page: {
    find: (id) => AuditEntry.find(id),
    title: (entry) => entry.action,
    facts: auditFacts,
    tables: (entry) => [changeTable(entry)],
  },
})

function auditFacts(entry: AuditEntry) {
  return [
    fact('When', time(entry.createdAt)),
    fact('Who', text(entry.actorLabel, { note: entry.actorId ? undefined : 'Account deleted' })),
    fact('What', text(entry.action)),
    fact('On what', text(entry.subjectLabel)),
    fact('From', text(entry.address)),
    fact('With', text(entry.userAgent)),
    fact('Request', code(entry.requestId)),
  ]
}

function changeTable({ changes }: AuditEntry): RelatedTable {
  return {
    title: 'Before and after',
    empty: 'No value was changed.',
    isText: true,
    heads: [{ label: 'What' }, { label: 'Before' }, { label: 'After' }],
    rows: Object.entries(changes).map(([name, { before, after }]) => [
      text(name),
      text(print(before)),
      text(print(after)),
    ]),
  }
}

function print(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}
