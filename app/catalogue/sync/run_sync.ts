import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type { CatalogueReport } from '#catalogue/sync/catalogue_report'
import SaveSetting from '#settings/save_setting'
import RecordAudit from '#authority/record_audit'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import { LAST_SYNC, SYNCING } from '#catalogue/sync/sync_on_schedule'
import { withRefusals } from '#stripe/with_refusals'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { explainSyncFailure } from '#catalogue/sync/sync_report_text'

export type RunSyncOutcome =
  | { type: 'done'; report: CatalogueReport }
  | { type: 'failed' | 'too_many_removals'; problem: string }
  | { type: 'forbidden' }

/**
 * Runs the catalogue sync for staff, or a dry run of it. A run that writes is audited.
 *
 * - `failed` a known failure, explained in a sentence; what was copied before is kept
 * - `too_many_removals` so much of the catalogue is gone that staff must confirm it
 * - `forbidden` the actor's role may not sync
 */
@inject()
export default class RunSync {
  constructor(private syncCatalogue: SyncCatalogue) {}

  async handle(input: {
    dryRun: boolean
    /** Whether staff confirmed that more than a third of the catalogue is removed. */
    allowRemovals: boolean
    actor: Actor
  }): Promise<RunSyncOutcome> {
    if (!roleMay(input.actor.role, 'catalogue.sync')) {
      return { type: 'forbidden' }
    }
    try {
      const report = await withRefusals(SYNCING, () =>
        this.syncCatalogue.handle({ dryRun: input.dryRun, allowRemovals: input.allowRemovals })
      )
      if (!input.dryRun) {
        await this.#recordRun(report, input.actor)
        await new SaveSetting().handle(LAST_SYNC, DateTime.utc().toISO())
      }
      return { type: 'done', report }
    } catch (error) {
      const explained = explainSyncFailure(error)
      if (explained === null) {
        throw error
      }
      const isStopped = explained.reason === 'too_many_removals'
      return { type: isStopped ? 'too_many_removals' : 'failed', problem: explained.message }
    }
  }

  async #recordRun(report: CatalogueReport, actor: Actor) {
    const counts = {
      products_seen: report.products.seen,
      products_new: report.products.new.length,
      products_changed: report.products.changed.length,
      prices_seen: report.prices.seen,
      prices_new: report.prices.new.length,
      prices_changed: report.prices.changed.length,
    }
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor,
          action: 'catalogue.synced',
          subject: { type: 'catalogue', id: null, label: 'Catalogue' },
          changes: Object.fromEntries(
            Object.entries(counts).map(([name, count]) => [name, { before: null, after: count }])
          ),
        },
        trx
      )
    )
  }
}
