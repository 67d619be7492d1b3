import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { number, pill, text, time } from '#records/declarations/cells'
import type { Tone } from '#shared/tone'
import type { ListDeclaration } from '#records/declarations/list'
import { userName } from '#admin/chip_names'
import { bulkActionNamed, resourceNamed } from '#records/declarations/resource_registry'
import { readTime } from '#database/columns'

interface BulkRunRow {
  id: number
  actor_label: string
  resource: string
  action: string
  total: number
  done: number
  skipped: number
  failed: number
  status: string
  created_at: string | Date
}

const STATES: Record<string, { text: string; tone: Tone }> = {
  running: { text: 'Running', tone: 'info' },
  finished: { text: 'Finished', tone: 'good' },
  cancelled: { text: 'Cancelled', tone: 'neutral' },
  stopped: { text: 'Stopped', tone: 'bad' },
}

/** The list of bulk runs. */
export const bulkRunList: ListDeclaration<BulkRunRow> = {
  table: 'bulk_runs',
  from: () => db.from('bulk_runs'),
  select: (query) =>
    query.select(
      'bulk_runs.actor_label',
      'bulk_runs.resource',
      'bulk_runs.action',
      'bulk_runs.total',
      'bulk_runs.done',
      'bulk_runs.skipped',
      'bulk_runs.failed',
      'bulk_runs.status',
      'bulk_runs.created_at'
    ),
  columns: [
    {
      key: 'what',
      label: 'What',
      cell: (row) => text(runTitle(row), { href: urlFor('admin.bulk-runs.show', { id: row.id }) }),
    },
    { key: 'who', label: 'Who', cell: (row) => text(row.actor_label) },
    {
      key: 'state',
      label: 'State',
      cell: (row) => {
        const state = runState(row.status)
        return pill(state.text, state.tone)
      },
    },
    { key: 'total', label: 'Records', align: 'right', cell: (row) => number(row.total) },
    { key: 'done', label: 'Done', align: 'right', cell: (row) => number(row.done) },
    { key: 'skipped', label: 'Skipped', align: 'right', cell: (row) => number(row.skipped) },
    { key: 'failed', label: 'Failed', align: 'right', cell: (row) => number(row.failed) },
    {
      key: 'started',
      label: 'Started',
      sort: 'started',
      cell: (row) => time(readTime(row.created_at)),
    },
  ],
  filters: [
    {
      kind: 'choice',
      key: 'state',
      label: 'State',
      choices: Object.entries(STATES).map(([value, { text: label }]) => ({
        value,
        label,
        apply: (query) => void query.where('bulk_runs.status', value),
      })),
    },
    { kind: 'dates', key: 'started', label: 'Started', column: 'bulk_runs.created_at' },
    {
      kind: 'relation',
      key: 'actor',
      label: 'Who',
      apply: (query, id) => void query.where('bulk_runs.actor_id', id),
      name: userName,
    },
  ],
  sorts: { started: { expression: 'bulk_runs.created_at' } },
  defaultSort: '-started',
  empty: {
    title: 'No bulk runs yet',
    text: 'What is done with many records at once, chosen in their lists, appears here.',
  },
}

/** Such as "Deactivate: Products". */
export function runTitle(row: { resource: string; action: string }): string {
  const resource = resourceNamed(row.resource)
  return `${bulkActionNamed(resource, row.action).label}: ${resource.title}`
}

export function runState(status: string): { text: string; tone: Tone } {
  return STATES[status] ?? { text: status, tone: 'warn' }
}
