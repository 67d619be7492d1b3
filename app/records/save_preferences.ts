import db from '@adonisjs/lucid/services/db'
import User, { type Preferences } from '#models/user'

/**
 * Keeps how somebody of the staff likes the panel. It concerns nobody else, so it is not audited.
 */
export default class SavePreferences {
  /** @param change makes the new preferences of the present ones */
  async handle(userId: number, change: (present: Preferences) => Preferences): Promise<void> {
    await db.transaction(async (trx) => {
      const user = await User.query({ client: trx }).where('id', userId).forUpdate().firstOrFail()
      await user.merge({ preferences: change(user.preferences) }).save()
    })
  }
}
