import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { claimRow, finishRow, postponeRow } from '#background/due_rows'
import type { Actor } from '#authority/actor'
import type { BulkAction, BulkOutcome } from '#records/declarations/bulk_action'
import { roleMay } from '#authority/permissions'
import { nameOf, type ResourceDeclaration } from '#records/declarations/resource'
import { bulkActionNamed, resourceNamed } from '#records/declarations/resource_registry'
import { databaseTime } from '#database/columns'
import BulkRun, { type BulkNote } from '#models/bulk_run'
import User from '#models/user'
import WalkRecords from '#records/lists/walk_records'

/** Records per query. The permission is checked again for each batch. */
const BATCH = 25

/** Longer than the slowest record takes. */
const LEASE_SECONDS = 60

/** Skipped, and failed, records whose names and reasons are saved. */
const MAX_NOTES = 100

/**
 * - `over` all records are processed, or the actor lost the permission
 * - `unfinished` the time ran out first
 * - `not_due` the run is over or cancelled, another process has it, or an error postponed it
 */
export type RunBulkOutcome = 'over' | 'unfinished' | 'not_due'

/** The request id of a run's entries in the audit. */
export function requestOf(runId: number): string {
  return `bulk-run-${runId}`
}

/**
 * Continues a bulk run. Progress is saved after each record, on the condition that no other process
 * has saved any since. So an interrupted run resumes with the next record, and two processes that
 * both believe they have claimed it do not count a record twice.
 */
export default class RunBulk {
  /**
   * @param seconds after which no further record is started
   */
  async handle(runId: number, seconds: number): Promise<RunBulkOutcome> {
    const end = performance.now() + seconds * 1000
    const run = await BulkRun.findOrFail(runId)
    const wasInterrupted = run.claimedUntil !== null || run.error !== null
    if (!(await claimRow('bulk_runs', runId, LEASE_SECONDS))) {
      return 'not_due'
    }
    await run.refresh()
    try {
      if (wasInterrupted) {
        await this.#skipAuditedRecord(run)
      }
      return await this.#work(run, end)
    } catch (error) {
      logger.error({ err: error, bulkRun: runId }, 'A bulk run was interrupted')
      await postponeRow('bulk_runs', runId, run.attempts, error)
      return 'not_due'
    }
  }

  async #work(run: BulkRun, end: number): Promise<RunBulkOutcome> {
    const resource = resourceNamed(run.resource)
    const action = bulkActionNamed(resource, run.action)
    const records = new WalkRecords(resource.list, run.selection)

    while (performance.now() < end) {
      const actor = await findActor(run)
      if (actor === null || !roleMay(actor.role, action.permission)) {
        return this.#end(run, 'stopped', `${run.actorLabel} may not do this any more.`)
      }
      const ids = await records.ids({ after: run.lastId, until: run.untilId, limit: BATCH })
      if (ids.length === 0) {
        return this.#end(run, 'finished')
      }
      for (const id of ids) {
        if (performance.now() >= end) {
          break
        }
        const outcome = await this.#runOne(action, id, actor)
        if (!(await this.#saveProgress(run, await describe(resource, run, id, outcome)))) {
          return 'not_due'
        }
      }
    }
    return this.#release(run)
  }

  async #runOne(action: BulkAction, id: number, actor: Actor): Promise<BulkOutcome> {
    try {
      return await action.runOne(id, actor)
    } catch (error) {
      logger.error({ err: error, action: action.key, id }, 'A record of a bulk run failed')
      return { type: 'failed', reason: 'Something unexpected went wrong; the log says what.' }
    }
  }

  /**
   * @returns false if another process has continued the run, or it was cancelled
   */
  async #saveProgress(run: BulkRun, { id, outcome, note }: Described): Promise<boolean> {
    const now = DateTime.utc()
    const values = {
      last_id: id,
      [outcome]: run[outcome] + 1,
      ...(note ? { notes: JSON.stringify([...run.notes, note]) } : {}),
      attempts: 0,
      error: null,
      claimed_until: databaseTime(now.plus({ seconds: LEASE_SECONDS })),
      updated_at: databaseTime(now),
    }
    const [written]: { status: string }[] = await db
      .from('bulk_runs')
      .where({ id: run.id, last_id: run.lastId })
      .update(values, ['status'])
    run.lastId = id
    run[outcome] += 1
    run.notes = note ? [...run.notes, note] : run.notes
    return written?.status === 'running'
  }

  /**
   * The previous process may have died after a record was done and before its progress was saved. A
   * record with an audit entry of this run counts as done.
   */
  async #skipAuditedRecord(run: BulkRun) {
    const { list } = resourceNamed(run.resource)
    const [id] = await new WalkRecords(list, run.selection).ids({
      after: run.lastId,
      until: run.untilId,
      limit: 1,
    })
    const entry = await db
      .from('audit_entries')
      .where('created_at', '>=', databaseTime(run.createdAt))
      .where({ request_id: requestOf(run.id), subject_id: id ?? 0 })
      .first()
    if (entry) {
      await this.#saveProgress(run, { id, outcome: 'done', note: null })
    }
  }

  async #end(run: BulkRun, status: 'finished' | 'stopped', error: string | null = null) {
    const finishedAt = databaseTime(DateTime.utc())
    await finishRow('bulk_runs', run.id, { status, error, finished_at: finishedAt })
    return 'over' as const
  }

  /** Releases the claim, so that the run is due at once. */
  async #release(run: BulkRun) {
    const now = databaseTime(DateTime.utc())
    await db
      .from('bulk_runs')
      .where({ id: run.id, status: 'running', last_id: run.lastId })
      .update({ next_attempt_at: now, claimed_until: null, attempts: 0, updated_at: now })
    return 'unfinished' as const
  }
}

interface Described {
  id: number
  outcome: BulkOutcome['type']
  /** Null if the record is done, or there are enough notes. */
  note: BulkNote | null
}

async function describe(
  resource: ResourceDeclaration,
  run: BulkRun,
  id: number,
  outcome: BulkOutcome
): Promise<Described> {
  if (outcome.type === 'done' || run[outcome.type] >= MAX_NOTES) {
    return { id, outcome: outcome.type, note: null }
  }
  const name = (await nameOf(resource, id)) ?? `#${id}`
  return {
    id,
    outcome: outcome.type,
    note: { id, name, outcome: outcome.type, reason: outcome.reason },
  }
}

/** The person who started the run, with their current role; null if they are no longer staff. */
async function findActor(run: BulkRun): Promise<Actor | null> {
  const user = run.actorId === null ? null : await User.find(run.actorId)
  return user?.isStaff
    ? {
        id: user.id,
        label: user.label,
        role: user.role,
        address: run.address,
        userAgent: run.userAgent,
        requestId: requestOf(run.id),
      }
    : null
}
