import app from '@adonisjs/core/services/app'
import { SessionCollection } from '@adonisjs/session'

/**
 * Deletes every session of a user from the session store. `sessions_valid_from` in the user's row
 * has invalidated them already; this deletes their data.
 */
export async function endSessions(userId: number): Promise<void> {
  await endSessionsWhere(userId, () => true)
}

/**
 * Deletes the sessions of a user that match.
 * @returns how many were deleted
 */
export async function endSessionsWhere(
  userId: number,
  matches: (sessionId: string) => boolean
): Promise<number> {
  const sessions = await app.container.make(SessionCollection)
  const found = await sessions.tagged(String(userId))
  const matching = found.filter(({ id }) => matches(id))
  await Promise.all(matching.map(({ id }) => sessions.destroy(id)))
  return matching.length
}
