import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isTrustedProxy } from '#config/app'

const ACCEPTABLE = /^[\w.-]{8,64}$/

/**
 * The id of a request in the logs: the one set by a trusted proxy, else a new one: anybody else could
 * choose the id of another request. An id that is too long, or could break a log line, is replaced.
 */
export function requestIdOf({ headers, socket }: IncomingMessage): string {
  const given = headers['x-request-id']
  const isGiven = typeof given === 'string' && ACCEPTABLE.test(given)
  return isGiven && isTrustedProxy(socket.remoteAddress ?? '') ? given : randomUUID()
}
