import { randomUUID } from 'node:crypto'

const ACCEPTABLE = /^[\w.-]{8,64}$/

/**
 * The id of a request in the logs: the one set by a proxy, else a new one. An id that is too long,
 * or could break a log line, is replaced.
 * @param given the X-Request-Id header
 */
export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID()
}
