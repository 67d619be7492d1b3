import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import SaveSetting from '#settings/save_setting'
import { databaseTime } from '#database/columns'
import FindSetting from '#settings/find_setting'

/** Rows per statement, so that other writers do not wait long. */
const BATCH = 500

/** Days after which expired links and submitted forms are deleted. */
const SPENT_DAYS = 30

interface Cut {
  table: string
  /** The column with the age of a row. */
  age: string
  days: number
  values: Record<string, unknown>
  /** An SQL condition besides the age. */
  only?: string
}

/** The columns that are emptied in rows that accounting needs permanently. */
const CUTS: Record<string, Cut> = {
  events: {
    table: 'stripe_events',
    age: 'received_at',
    days: storeConfig.keepPayloadsDays,
    values: { payload: '{}' },
    only: 'next_attempt_at is null',
  },
  mails: {
    table: 'mails',
    age: 'created_at',
    days: storeConfig.keepPayloadsDays,
    values: { data: '{}' },
    only: "status = 'sent'",
  },
  downloads: {
    table: 'downloads',
    age: 'window_start',
    days: storeConfig.keepAddressesDays,
    values: { address: null, user_agent: null },
  },
  checkouts: {
    table: 'checkout_attempts',
    age: 'created_at',
    days: storeConfig.keepAddressesDays,
    values: { counted_network: null },
  },
}

/**
 * Empties the payloads of old events, the data of old mails and the addresses of old downloads and
 * checkouts, and deletes expired links, submitted forms and rate limits. What happened, when, and to
 * which purchase is kept permanently.
 */
export default class ApplyRetention {
  async handle(now: DateTime = DateTime.utc()): Promise<void> {
    for (const [name, cut] of Object.entries(CUTS)) {
      await this.#cut(`cut_down_to_${name}`, cut, now)
    }
    const spent = databaseTime(now.minus({ days: SPENT_DAYS }))
    await db.from('account_tokens').where('expires_at', '<', spent).delete()
    await db.from('record_creations').where('created_at', '<', spent).delete()
    await db.from('rate_limits').where('expire', '<', now.toMillis()).delete()
  }

  /**
   * Continues after the last row of the previous run, so that a year of rows is not read every day.
   */
  async #cut(key: string, { table, age, days, values, only = 'true' }: Cut, now: DateTime) {
    const before = databaseTime(now.minus({ days }))
    let last = Number((await new FindSetting().handle(key)) ?? 0)
    for (;;) {
      const rows: { id: number }[] = await db
        .from(table)
        .select('id')
        .where('id', '>', last)
        .where(age, '<', before)
        .orderBy('id')
        .limit(BATCH)
      if (rows.length === 0) {
        return
      }
      const ids = rows.map(({ id }) => id)
      await db.from(table).whereIn('id', ids).whereRaw(only).update(values)
      last = ids.at(-1)!
      await new SaveSetting().handle(key, String(last))
    }
  }
}
