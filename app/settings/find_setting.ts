import db from '@adonisjs/lucid/services/db'

/**
 * A value that the store keeps about itself; null where there is none yet.
 */
export default class FindSetting {
  async handle(key: string): Promise<string | null> {
    const row = await db.from('settings').select('value').where('key', key).first()
    return row?.value ?? null
  }
}
