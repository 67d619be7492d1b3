import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { bulkActionNamed, resourceNamed } from '#records/declarations/resource_registry'
import { databaseTime } from '#database/columns'
import BulkRun from '#models/bulk_run'

/** `over`: the run was no longer running. */
export type CancelBulkRunOutcome = { type: 'cancelled' | 'over' | 'not_found' | 'forbidden' }

/**
 * Cancels a running bulk run. Requires the permission of its action. The record in progress is
 * finished, and nothing is undone. Audited.
 */
export default class CancelBulkRun {
  async handle({ runId, actor }: { runId: number; actor: Actor }): Promise<CancelBulkRunOutcome> {
    const run = await BulkRun.find(runId)
    if (run === null) {
      return { type: 'not_found' }
    }
    const { permission } = bulkActionNamed(resourceNamed(run.resource), run.action)
    if (!roleMay(actor.role, permission)) {
      return { type: 'forbidden' }
    }
    const isCancelled = await db.transaction(async (trx) => {
      const now = databaseTime(DateTime.utc())
      const cancelled = await trx.from('bulk_runs').where({ id: runId, status: 'running' }).update({
        status: 'cancelled',
        next_attempt_at: null,
        claimed_until: null,
        finished_at: now,
        updated_at: now,
      })
      if (Number(cancelled) === 0) {
        return false
      }
      await new RecordAudit().handle(
        {
          actor,
          action: 'bulk_run.cancelled',
          subject: { type: 'bulk_run', id: runId, label: `${run.action}: ${run.resource}` },
          changes: { status: { before: 'running', after: 'cancelled' } },
        },
        trx
      )
      return true
    })
    return { type: isCancelled ? 'cancelled' : 'over' }
  }
}
