import { isConflict } from '#database/conflicts'

const TRIES = 5

/**
 * Does something that reads, works out and writes, and does it again from the reading on where
 * another process wrote the same at the same time.
 */
export async function retryOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work()
    } catch (error) {
      if (tried >= TRIES || !isConflict(error)) {
        throw error
      }
    }
  }
}
