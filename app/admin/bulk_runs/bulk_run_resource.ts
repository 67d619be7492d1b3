import { fact, number, pill, text, time } from '#records/declarations/cells'
import type { RelatedTable } from '#records/declarations/related_table'
import { type RecordProgress } from '#records/declarations/resource'
import { defineResource } from '#records/declarations/define_resource'
import { listPath, recordPath } from '#records/declarations/resource_paths'
import { bulkRunList, runState, runTitle } from '#admin/bulk_runs/bulk_run_list'
import { cancelBulkRun } from '#admin/bulk_runs/cancel_bulk_run_action'
import FindBulkRun, { type BulkRunRecord } from '#records/bulk/find_bulk_run'

/** Bulk runs, with their progress and result. Read only, but for cancelling. */
export const bulkRunResource = defineResource({
  key: 'bulk-runs',
  title: 'Bulk runs',
  area: 'Store',
  noun: { one: 'run', many: 'runs' },
  permissions: { view: 'view' },
  list: bulkRunList,
  page: {
    find: (id) => new FindBulkRun().handle(id),
    title: ({ run }) => runTitle(run),
    problem: ({ run }) => run.error,
    facts: runFacts,
    progress: runProgress,
    tables: (record) => [noteTable(record)],
    actions: [cancelBulkRun],
  },
})

function runFacts({ run, resource, chosen }: BulkRunRecord) {
  const state = runState(run.status)
  const left = run.total - run.done - run.skipped - run.failed
  const isOver = run.status !== 'running'
  return [
    fact('State', pill(state.text, state.tone)),
    fact('Which', text(chosen, { href: placeOf({ run, resource }) })),
    fact('Records', number(run.total)),
    fact('Done', number(run.done)),
    fact('Skipped', number(run.skipped)),
    fact('Failed', number(run.failed)),
    ...(isOver && left > 0 ? [fact('Not reached', number(left))] : []),
    fact('Who', text(run.actorLabel)),
    fact('Started', time(run.createdAt)),
    fact('Ended', time(run.finishedAt)),
  ]
}

/** The list with the run's filter, as it is now; undefined for a run of chosen ids. */
function placeOf({ run, resource }: Pick<BulkRunRecord, 'run' | 'resource'>): string | undefined {
  return 'ids' in run.selection
    ? undefined
    : [listPath(resource), run.selection.query].filter(Boolean).join('?')
}

function runProgress({ run }: BulkRunRecord): RecordProgress | null {
  const value = run.done + run.skipped + run.failed
  return run.status === 'running'
    ? {
        value,
        max: run.total,
        text: `${value.toLocaleString('en')} of ${run.total.toLocaleString('en')}`,
      }
    : null
}

function noteTable({ run, resource }: BulkRunRecord): RelatedTable {
  const isCut = run.skipped + run.failed > run.notes.length
  return {
    title: isCut ? 'The first that were not done' : 'What was not done',
    empty: 'Nothing was skipped, and nothing failed.',
    heads: [{ label: 'Which' }, { label: 'State' }, { label: 'Why' }],
    rows: run.notes.map(({ id, name, outcome, reason }) => [
      text(name, { href: recordPath(resource, id) }),
      outcome === 'failed' ? pill('Failed', 'bad') : pill('Skipped', 'neutral'),
      text(reason),
    ]),
  }
}
