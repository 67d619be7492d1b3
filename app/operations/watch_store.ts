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

/** Minutes after which what waits for a person is told to the owners. */
const PATIENCE_MINUTES = 60

/** Things that one mail names. */
const MOST = 20

/** The row of `settings` that holds what they have been told of. */
const TOLD = 'attention_told'

/**
 * Sees whether the files are there and everything holds that must, and tells the owners by mail of
 * what has waited for a person for more than an hour; of each thing once, as long as it waits.
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
      logger.error({ violations }, 'Something holds no more that must')
    }
    await new SaveSetting().handle(VIOLATIONS, JSON.stringify({ at: now.toISO(), violations }))
  }

  async #notifyOwners(now: DateTime) {
    const items = await new ListAttention().handle(now)
    const told = new Set<string>(JSON.parse((await new FindSetting().handle(TOLD)) ?? '[]'))
    const patience = now.minus({ minutes: PATIENCE_MINUTES })
    const news = items.filter(({ key, since }) => !told.has(key) && since < patience)
    if (news.length > 0) {
      await this.#mail(news)
    }
    const known = items.filter(({ key }) => told.has(key))
    const keys = [...known, ...news].map(({ key }) => key)
    await new SaveSetting().handle(TOLD, JSON.stringify(keys))
  }

  async #mail(news: AttentionItem[]) {
    const owners = await User.query().where('role', 'owner').whereNull('disabledAt')
    const keys = news.map(({ key }) => key).join(' ')
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
              count: news.length,
              items: news.slice(0, MOST).map(({ label, reason }) => ({ label, reason })),
            },
          },
          trx
        )
      }
    })
  }
}
