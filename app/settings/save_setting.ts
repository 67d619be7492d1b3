import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'

/**
 * Saves a setting, replacing an earlier value of the same key.
 */
export default class SaveSetting {
  async handle(key: string, value: string): Promise<void> {
    const now = databaseTime(DateTime.utc())
    await db
      .insertQuery()
      .table('settings')
      .insert({ key, value, created_at: now, updated_at: now })
      .knexQuery.onConflict('key')
      .merge({ value, updated_at: now })
  }
}
