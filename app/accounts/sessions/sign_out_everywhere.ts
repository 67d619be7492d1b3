import { DateTime } from 'luxon'
import { endSessions } from '#accounts/sessions/end_sessions'
import type User from '#models/user'

/**
 * Ends every session of a user, on every device.
 */
export default class SignOutEverywhere {
  async handle({ user }: { user: User }): Promise<void> {
    await user.merge({ sessionsValidFrom: DateTime.utc() }).save()
    await endSessions(user.id)
  }
}
