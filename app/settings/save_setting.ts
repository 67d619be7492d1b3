import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'

/**
 * Keeps a value that the store has about itself, in the place of the one before.
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
