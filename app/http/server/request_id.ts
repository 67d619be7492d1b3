import { randomUUID } from 'node:crypto'

const ACCEPTABLE = /^[\w.-]{8,64}$/

/**
 * The id under which a request is found in the logs: the one that a proxy gave it, else a new one.
 * What could break a log line or fill it is replaced.
 * @param given the header X-Request-Id as it came
 */
export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID()
}
