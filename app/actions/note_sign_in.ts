import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import type User from '#models/user'

/**
 * Notes when somebody signed in last.
 */
export default class NoteSignIn {
  async handle({ user }: { user: User }): Promise<void> {
    await db
      .from('users')
      .where('id', user.id)
      .update({ last_signed_in_at: databaseTime(DateTime.utc()) })
  }
}
