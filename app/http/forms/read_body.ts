import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream'
import { limitUnfinishedBody } from '#http/forms/unfinished_bodies'

/** A body as text, or why it was not read to its end. */
export type ReadBody =
  { type: 'whole'; text: string } | { type: 'too_large' } | { type: 'crowded_out' }

/**
 * Reads the raw body of a request.
 * @param sender.maxBytes of a body; the rest of a larger one is not read
 * @param sender.address the IP address: others of its network may crowd out a body that arrives slowly
 * @throws Error if the client hangs up
 */
export async function readBody(
  request: IncomingMessage,
  { maxBytes, address }: { maxBytes: number; address: string }
): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    return { type: 'too_large' }
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const stopWaiting = finished(request, { writable: false }, (error) =>
      error
        ? reject(error)
        : resolve({ type: 'whole', text: Buffer.concat(chunks).toString('utf8') })
    )
    request.on('data', take)
    limitUnfinishedBody(request, address, () => stop('crowded_out'))

    function take(chunk: Buffer) {
      size += chunk.length
      if (size > maxBytes) {
        stop('too_large')
      } else {
        chunks.push(chunk)
      }
    }
    function stop(type: 'too_large' | 'crowded_out') {
      stopWaiting()
      request.off('data', take)
      request.pause()
      chunks.length = 0
      resolve({ type })
    }
  })
}
