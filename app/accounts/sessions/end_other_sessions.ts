import { endSessionsWhere } from '#accounts/sessions/end_sessions'
import type User from '#models/user'

/**
 * Ends every session of a user except the current one.
 */
export default class EndOtherSessions {
  /** @returns how many were ended */
  async handle({ user, sessionId }: { user: User; sessionId: string }): Promise<number> {
    return endSessionsWhere(user.id, (id) => id !== sessionId)
  }
}
