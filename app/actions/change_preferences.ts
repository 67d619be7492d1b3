import db from '@adonisjs/lucid/services/db'
import { type Preferences, preferencesOf } from '#admin/preferences'
import User from '#models/user'

/**
 * Changes how somebody of the staff likes the panel to be. What is not named stays.
 */
export default class ChangePreferences {
  async handle({ user, changes }: { user: User; changes: Preferences }): Promise<void> {
    await db.transaction(async (trx) => {
      const locked = await User.query({ client: trx })
        .where('id', user.id)
        .forUpdate()
        .firstOrFail()
      await locked.merge({ preferences: { ...preferencesOf(locked), ...changes } }).save()
    })
  }
}
