import db from '@adonisjs/lucid/services/db'
import User, { type Preferences } from '#models/user'

/**
 * Saves a staff member's preferences for the panel. They affect nobody else, so they are not
 * audited.
 */
export default class SavePreferences {
  /** @param change returns the new preferences, given the current ones */
  async handle(userId: number, change: (present: Preferences) => Preferences): Promise<void> {
    await db.transaction(async (trx) => {
      const user = await User.query({ client: trx }).where('id', userId).forUpdate().firstOrFail()
      await user.merge({ preferences: change(user.preferences) }).save()
    })
  }
}
