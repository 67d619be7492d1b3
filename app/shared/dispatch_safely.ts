import logger from '@adonisjs/core/services/logger'

/**
 * Dispatches a domain event to developers' listeners. Never throws: a failing listener is logged,
 * because nothing in the store depends on it.
 */
export async function dispatchSafely(dispatch: () => Promise<unknown>): Promise<void> {
  try {
    await dispatch()
  } catch (error) {
    logger.error({ err: error }, 'A listener of a domain event failed')
  }
}
