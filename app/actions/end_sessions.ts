import app from '@adonisjs/core/services/app'
import { SessionCollection } from '@adonisjs/session'

/**
 * Removes every session of a user from where sessions are kept. They are over already by the time
 * that stands in the user's row; this leaves nothing behind.
 */
export async function endSessions(userId: number): Promise<void> {
  const sessions = await app.container.make(SessionCollection)
  const found = await sessions.tagged(String(userId))
  await Promise.all(found.map(({ id }) => sessions.destroy(id)))
}
