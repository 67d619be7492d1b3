import { isConflict } from '#database/conflicts'

const MAX_ATTEMPTS = 5

/**
 * Runs work that reads, decides and writes. Runs all of it again when a concurrent write conflicts,
 * up to 5 times.
 * @throws the error of `work` where it is not a conflict, or of the last attempt
 */
export async function retryOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isConflict(error)) {
        throw error
      }
    }
  }
}
