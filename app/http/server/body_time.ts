import type { IncomingMessage } from 'node:http'

/** Milliseconds to receive a body. */
const BODY_TIME = 30_000

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/**
 * Closes the connection if the body of a request has not arrived in 30 seconds, because it could
 * block a connection for hours.
 */
export function limitBodyTime(request: IncomingMessage) {
  if (hasBody(request)) {
    const timer = setTimeout(() => request.destroy(), BODY_TIME).unref()
    timers.set(request, timer)
    request.once('close', () => clearTimeout(timer))
  }
}

/** For senders with the right to upload: a large file may come over a slow line. */
export function allowSlowBody(request: IncomingMessage) {
  clearTimeout(timers.get(request))
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
