import { endSessionsWhere } from '#accounts/sessions/end_sessions'
import { sessionReference } from '#accounts/sessions/list_sessions'
import type User from '#models/user'

/**
 * Ends one session of a user, known by its reference.
 */
export default class EndSession {
  /** @returns false where it was over already, or is somebody else's */
  async handle({ user, reference }: { user: User; reference: string }): Promise<boolean> {
    const ended = await endSessionsWhere(user.id, (id) => sessionReference(id) === reference)
    return ended > 0
  }
}
