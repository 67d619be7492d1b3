import logger from '@adonisjs/core/services/logger'

/**
 * Tells developers' listeners of something. A listener that fails is written to the log: nothing of
 * the store's own hangs on it.
 */
export async function dispatchSafely(dispatch: () => Promise<unknown>): Promise<void> {
  try {
    await dispatch()
  } catch (error) {
    logger.error({ err: error }, 'A listener of a domain event failed')
  }
}
