import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import { isUniqueViolation } from '#database/conflicts'

/** The row of `settings` with the mode of the database, `true` for live. */
const LIVEMODE = 'livemode'

/**
 * Whether this database belongs to Stripe's live mode; null before the first sync.
 */
export async function readMode(): Promise<boolean | null> {
  const row = await db.from('settings').where('key', LIVEMODE).first()
  return row ? row.value === 'true' : null
}

/**
 * Binds the database to live mode or test mode permanently, unless it is bound already.
 * @returns the mode that the database is bound to
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
