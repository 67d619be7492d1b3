import type { IncomingMessage } from 'node:http'

const LARGEST_BODY = 1024 * 1024

/** Thrown for a body of more than 1 MiB. */
export class BodyTooLarge extends Error {}

/**
 * Reads the whole body as text.
 * @throws BodyTooLarge
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) {
      throw new BodyTooLarge('The body is larger than 1 MiB')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
