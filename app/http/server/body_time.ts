import type { IncomingMessage } from 'node:http'

/** Milliseconds to receive a body. */
const BODY_TIME = 30_000

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/**
 * Closes the connection if the body of a request has not arrived in time, because it could block a
 * connection for hours. Replaces an earlier limit of the same request.
 * @param milliseconds 30 seconds by default
 */
export function limitBodyTime(request: IncomingMessage, milliseconds = BODY_TIME) {
  if (hasBody(request)) {
    allowSlowBody(request)
    const timer = setTimeout(() => request.destroy(), milliseconds).unref()
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
