import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import SaveSetting from '#settings/save_setting'
import { databaseTime } from '#database/columns'
import FindSetting from '#settings/find_setting'

/** Rows that are cut down in one statement, so that nobody waits long for the database. */
const BATCH = 500

/** Days after their end for which links and sent forms are remembered. */
const SPENT_DAYS = 30

interface Cut {
  table: string
  /** The column that says how old a row is. */
  age: string
  days: number
  values: Record<string, unknown>
  /** What must be true of a row beside its age. */
  only?: string
}

/** What is taken out of rows that accounting needs, once nobody needs the rest. */
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
}

/**
 * Takes the payloads of old events, the words of old mails and the addresses of old downloads out
 * of their rows, and forgets links and forms that are long spent and limits that have run out. What
 * happened, when, and to which purchase stays for good.
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

  /** Goes on after the row that was cut last, so a year of rows is not read again every day. */
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
