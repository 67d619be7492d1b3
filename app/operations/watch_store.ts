import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import i18nManager from '@adonisjs/i18n/services/main'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import MarkMissingFiles from '#catalogue/files/mark_missing_files'
import SaveSetting from '#settings/save_setting'
import QueueMail from '#mail/queue_mail'
import User from '#models/user'
import CheckInvariants from '#operations/check_invariants'
import FindSetting from '#settings/find_setting'
import { VIOLATIONS } from '#operations/attention/attention_notes'
import ListAttention from '#operations/attention/list_attention'
import type { AttentionItem } from '#operations/attention/attention_item'

/** Minutes after which owners are notified of an item. */
const DELAY_MINUTES = 60

/** The most items that a mail lists. */
const MOST = 20

/** The row of `settings` with the keys of the items that owners were notified of. */
const NOTIFIED = 'attention_told'

/**
 * Checks files and invariants, and notifies the owners by mail of items that have needed attention
 * for more than an hour; once per item, as long as it stays.
 */
export default class WatchStore {
  async handle(now: DateTime = DateTime.utc()): Promise<void> {
    await new MarkMissingFiles().handle()
    await this.#checkInvariants(now)
    await this.#notifyOwners(now)
  }

  async #checkInvariants(now: DateTime) {
    const violations = await new CheckInvariants().handle(now)
    if (violations.length > 0) {
      logger.error({ violations }, 'Invariants are broken')
    }
    await new SaveSetting().handle(VIOLATIONS, JSON.stringify({ at: now.toISO(), violations }))
  }

  async #notifyOwners(now: DateTime) {
    const items = await new ListAttention().handle(now)
    const notified = new Set<string>(JSON.parse((await new FindSetting().handle(NOTIFIED)) ?? '[]'))
    const latest = now.minus({ minutes: DELAY_MINUTES })
    const due = items.filter(({ key, since }) => !notified.has(key) && since < latest)
    if (due.length > 0) {
      await this.#mail(due)
    }
    const known = items.filter(({ key }) => notified.has(key))
    const keys = [...known, ...due].map(({ key }) => key)
    await new SaveSetting().handle(NOTIFIED, JSON.stringify(keys))
  }

  async #mail(due: AttentionItem[]) {
    const owners = await User.query().where('role', 'owner').whereNull('disabledAt')
    const keys = due.map(({ key }) => key).join(' ')
    const digest = createHash('sha256').update(keys).digest('base64url').slice(0, 22)
    await db.transaction(async (trx) => {
      for (const owner of owners) {
        await new QueueMail().handle(
          {
            kind: 'needs_attention',
            recipient: owner.email,
            locale: owner.locale ?? i18nManager.defaultLocale,
            dedupeKey: `needs_attention:${owner.id}:${digest}`,
            userId: owner.id,
            data: {
              count: due.length,
              items: due.slice(0, MOST).map(({ label, reason }) => ({ label, reason })),
            },
          },
          trx
        )
      }
    })
  }
}
