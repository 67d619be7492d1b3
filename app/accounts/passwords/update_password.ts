import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import { endSessions } from '#accounts/sessions/end_sessions'
import { savePassword } from '#accounts/passwords/save_password'
import type User from '#models/user'

/**
 * Changes the password of a user whose current one was just checked. Every session ends; the caller
 * starts a new one.
 */
export default class UpdatePassword {
  async handle({ user, password }: { user: User; password: string }): Promise<void> {
    const hashed = await hash.make(password)
    await db.transaction((trx) => savePassword(user, hashed, trx))
    await endSessions(user.id)
  }
}
