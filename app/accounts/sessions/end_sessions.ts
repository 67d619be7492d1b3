import app from '@adonisjs/core/services/app'
import { SessionCollection } from '@adonisjs/session'

/**
 * Removes every session of a user from where sessions are kept. They are over already by the time
 * that stands in the user's row; this leaves nothing behind.
 */
export async function endSessions(userId: number): Promise<void> {
  await endSessionsWhere(userId, () => true)
}

/**
 * Removes some sessions of a user.
 * @returns how many there were
 */
export async function endSessionsWhere(
  userId: number,
  isMeant: (sessionId: string) => boolean
): Promise<number> {
  const sessions = await app.container.make(SessionCollection)
  const found = await sessions.tagged(String(userId))
  const meant = found.filter(({ id }) => isMeant(id))
  await Promise.all(meant.map(({ id }) => sessions.destroy(id)))
  return meant.length
}
