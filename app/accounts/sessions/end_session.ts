import { endSessionsWhere } from '#accounts/sessions/end_sessions'
import { sessionReference } from '#accounts/sessions/list_sessions'
import type User from '#models/user'

/**
 * Ends one session of a user, by its reference.
 */
export default class EndSession {
  /** @returns false where it has ended already, or belongs to another user */
  async handle({ user, reference }: { user: User; reference: string }): Promise<boolean> {
    const ended = await endSessionsWhere(user.id, (id) => sessionReference(id) === reference)
    return ended > 0
  }
}
