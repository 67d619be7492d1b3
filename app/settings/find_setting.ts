import db from '@adonisjs/lucid/services/db'

/**
 * Finds a setting by key; null if it was never saved.
 */
export default class FindSetting {
  async handle(key: string): Promise<string | null> {
    const row = await db.from('settings').select('value').where('key', key).first()
    return row?.value ?? null
  }
}
