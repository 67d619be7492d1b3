import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import SaveSetting from '#settings/save_setting'
import logger from '@adonisjs/core/services/logger'
import { TooManyRemovals } from '#catalogue/sync/too_many_removals'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import FindSetting from '#settings/find_setting'
import { withRefusals } from '#stripe/with_refusals'

/** The act of which Stripe's refusals are recorded. */
export const SYNCING = { act: 'sync', label: 'Copying the catalogue from Stripe' }

/** Hours between two syncs of the whole catalogue. */
const EVERY = 24

/** The row of `settings` with the time of the last sync, ISO 8601 in UTC. */
export const LAST_SYNC = 'catalogue_synced_at'

/**
 * Syncs the catalogue once a day, for changes without a webhook. The first sync is left to
 * `bootstrap:ecommerce`, which the owner runs.
 */
@inject()
export default class SyncOnSchedule {
  constructor(private syncCatalogue: SyncCatalogue) {}

  /** @throws {PaymentGatewayError} where Stripe cannot be read; the next hour tries again */
  async handle(now = DateTime.utc()): Promise<void> {
    const last = await new FindSetting().handle(LAST_SYNC)
    if (last !== null && DateTime.fromISO(last) > now.minus({ hours: EVERY })) {
      return
    }
    if (last !== null && !(await this.#sync())) {
      return
    }
    await new SaveSetting().handle(LAST_SYNC, now.toISO()!)
  }

  /** @returns false where it stopped before it removed too much; the next hour tries again */
  async #sync(): Promise<boolean> {
    try {
      await withRefusals(SYNCING, () => this.syncCatalogue.handle())
      return true
    } catch (error) {
      if (error instanceof TooManyRemovals) {
        logger.error({ err: error }, 'The catalogue was not synced')
        return false
      }
      throw error
    }
  }
}
