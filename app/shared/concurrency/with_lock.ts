import lock from '@adonisjs/lock/services/main'
import type { Deadline } from '#shared/deadline'

/** Milliseconds after which a turn ends whatever became of its holder: longer than one may last. */
const LONGEST_TURN = 20_000

/** Milliseconds between two looks whether the other is done. */
const LOOK_EVERY = 50

/**
 * Does something alone, of everything in any process that goes by the same key. Whoever comes
 * second waits for the first, as long as there is time.
 * @returns null where the other was not done in time
 */
export async function withLock<T>(
  key: string,
  deadline: Deadline,
  work: () => Promise<T>
): Promise<T | null> {
  const turn = lock.createLock(key, LONGEST_TURN)
  const isOurs = await turn.acquire({
    retry: { timeout: Math.ceil(deadline.remaining) || 1, delay: LOOK_EVERY },
  })
  if (!isOurs) {
    return null
  }
  try {
    return await work()
  } finally {
    if (!turn.isExpired()) {
      await turn.release()
    }
  }
}
