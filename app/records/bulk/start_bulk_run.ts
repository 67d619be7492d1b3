import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import RecordAudit from '#authority/record_audit'
import RunBulk from '#records/bulk/run_bulk'
import type { Actor } from '#authority/actor'
import type { BulkAction } from '#records/declarations/bulk_action'
import { roleMay } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { databaseTime } from '#database/columns'
import RunBulkJob from '#records/bulk/run_bulk_job'
import BulkRun, { type Selection } from '#models/bulk_run'
import WalkRecords from '#records/lists/walk_records'

/** Up to this many records are processed within the request; more are left to the queue. */
export const AWAITED_RECORDS = 500

/** Seconds after which the queue takes over from the request. */
const REQUEST_SECONDS = 10

export interface StartBulkRunInput {
  resource: ResourceDeclaration
  action: BulkAction
  selection: Selection
  /** The number of records that was confirmed. */
  total: number
  /** Identifies the confirmation page: the same page never starts a second run. */
  once: string
  actor: Actor
}

export type StartBulkRunOutcome =
  | { type: 'started'; runId: number }
  /** The number of records differs from the confirmed one; nothing was started. */
  | { type: 'changed'; total: number }
  | { type: 'forbidden' }

/**
 * Starts a bulk run. Requires the permission of the action; audited. Up to 500 records are
 * processed before this resolves, within 10 seconds; the queue does the rest.
 */
export default class StartBulkRun {
  async handle(input: StartBulkRunInput): Promise<StartBulkRunOutcome> {
    if (!roleMay(input.actor.role, input.action.permission)) {
      return { type: 'forbidden' }
    }
    const known = await this.#find(input)
    if (known !== null) {
      return { type: 'started', runId: known }
    }
    const found = await new WalkRecords(input.resource.list, input.selection).count()
    if (found.total !== input.total) {
      return { type: 'changed', total: found.total }
    }
    const runId = await db.transaction((trx) => this.#insert(input, found.untilId, trx))
    if (runId !== null) {
      await this.#begin(runId, found.total)
      return { type: 'started', runId }
    }
    const other = await this.#find(input)
    return other === null ? { type: 'forbidden' } : { type: 'started', runId: other }
  }

  async #find({ once, actor }: StartBulkRunInput): Promise<number | null> {
    const run = await BulkRun.query().where({ once, actorId: actor.id }).first()
    return run?.id ?? null
  }

  /** Null if the same page has started a run in the meantime. */
  async #insert(
    input: StartBulkRunInput,
    untilId: number,
    trx: TransactionClientContract
  ): Promise<number | null> {
    const { resource, action, selection, total, once, actor } = input
    const now = databaseTime(DateTime.utc())
    const [inserted]: { id: number }[] = await trx
      .insertQuery()
      .table('bulk_runs')
      .insert({
        once,
        actor_id: actor.id,
        actor_label: actor.label,
        address: actor.address,
        user_agent: actor.userAgent,
        resource: resource.key,
        action: action.key,
        selection: JSON.stringify(selection),
        total,
        until_id: untilId,
        notes: '[]',
        status: 'running',
        next_attempt_at: now,
        created_at: now,
        updated_at: now,
      })
      .knexQuery.onConflict('once')
      .ignore()
      .returning('id')

    if (inserted === undefined) {
      return null
    }
    await new RecordAudit().handle(
      {
        actor,
        action: 'bulk_run.started',
        subject: {
          type: 'bulk_run',
          id: inserted.id,
          label: `${action.label}: ${resource.title}`,
        },
        changes: {
          chosen: {
            before: null,
            after: 'ids' in selection ? 'one by one' : selection.query || 'all',
          },
          total: { before: null, after: total },
        },
      },
      trx
    )
    return inserted.id
  }

  async #begin(runId: number, total: number) {
    const isAwaited = total <= AWAITED_RECORDS
    if (!isAwaited || (await new RunBulk().handle(runId, REQUEST_SECONDS)) === 'unfinished') {
      // The job only wakes the worker: without it the sweep finds the row.
      await RunBulkJob.dispatch({ runId })
        .run()
        .catch((error) => logger.warn({ err: error }, 'The queue was not notified of a bulk run'))
    }
  }
}
