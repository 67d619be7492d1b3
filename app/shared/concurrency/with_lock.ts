import lock from '@adonisjs/lock/services/main'
import type { Deadline } from '#shared/deadline'

/**
 * Milliseconds after which a lock expires even if its holder died; longer than any work under it.
 */
const LOCK_TTL = 20_000

/** Milliseconds between two attempts to get the lock. */
const RETRY_DELAY = 50

/**
 * Runs work under a lock, so that only one process at a time runs work with the same key. Waits for
 * the lock until the deadline.
 * @returns the result of `work`, or null if the lock was not free in time
 */
export async function withLock<T>(
  key: string,
  deadline: Deadline,
  work: () => Promise<T>
): Promise<T | null> {
  const keyLock = lock.createLock(key, LOCK_TTL)
  const isAcquired = await keyLock.acquire({
    retry: { timeout: Math.ceil(deadline.remaining) || 1, delay: RETRY_DELAY },
  })
  if (!isAcquired) {
    return null
  }
  try {
    return await work()
  } finally {
    if (!keyLock.isExpired()) {
      await keyLock.release()
    }
  }
}
