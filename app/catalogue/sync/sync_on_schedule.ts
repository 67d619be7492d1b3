import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import SaveSetting from '#settings/save_setting'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import FindSetting from '#settings/find_setting'

/** Hours between two copies of the whole catalogue. */
const EVERY = 24

/** The row of `settings` that holds when the schedule copied it last, ISO 8601 in UTC. */
export const LAST_SYNC = 'catalogue_synced_at'

/**
 * Copies the catalogue once a day, for changes that no webhook told of. The first copy is made by
 * `bootstrap:ecommerce`, when the owner says so.
 */
@inject()
export default class SyncOnSchedule {
  constructor(private syncCatalogue: SyncCatalogue) {}

  /** @throws PaymentGatewayError where Stripe cannot be asked; the next hour tries again */
  async handle(now = DateTime.utc()): Promise<void> {
    const last = await new FindSetting().handle(LAST_SYNC)
    if (last !== null && DateTime.fromISO(last) > now.minus({ hours: EVERY })) {
      return
    }
    if (last !== null) {
      await this.syncCatalogue.handle()
    }
    await new SaveSetting().handle(LAST_SYNC, now.toISO()!)
  }
}
