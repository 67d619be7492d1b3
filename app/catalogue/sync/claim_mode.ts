import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import { isUniqueViolation } from '#database/conflicts'

const LIVEMODE = 'livemode'

/**
 * Whether this database belongs to Stripe's live mode; null before the first sync.
 */
export async function readMode(): Promise<boolean | null> {
  const row = await db.from('settings').where('key', LIVEMODE).first()
  return row ? row.value === 'true' : null
}

/**
 * Makes the database one of live mode or of test mode, for ever, unless it is one already.
 * @returns which of the two it belongs to
 */
export async function claimMode(livemode: boolean): Promise<boolean> {
  const mode = await readMode()
  if (mode !== null) {
    return mode
  }
  const now = databaseTime(DateTime.utc())
  try {
    await db
      .insertQuery()
      .table('settings')
      .insert({ key: LIVEMODE, value: String(livemode), created_at: now, updated_at: now })
    return livemode
  } catch (error) {
    if (isUniqueViolation(error)) {
      return claimMode(livemode)
    }
    throw error
  }
}
