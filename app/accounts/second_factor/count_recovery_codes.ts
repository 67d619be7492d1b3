import db from '@adonisjs/lucid/services/db'
import { hashCode } from '#accounts/second_factor/recovery_codes'

/**
 * How many unused recovery codes a user has.
 */
export default class CountRecoveryCodes {
  /**
   * @param among counts only these codes
   */
  async handle({ userId, among }: { userId: number; among?: string[] }): Promise<number> {
    const query = db.from('recovery_codes').where('user_id', userId).whereNull('used_at')
    if (among) {
      query.whereIn('code_hash', among.map(hashCode))
    }
    const [{ total }] = await query.count('* as total')
    return Number(total)
  }
}
