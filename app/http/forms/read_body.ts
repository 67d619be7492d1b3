import type { IncomingMessage } from 'node:http'

/**
 * The body of a request as it came.
 * @param largest bytes
 * @returns null where it is larger; the rest is not read
 */
export async function readBody(request: IncomingMessage, largest: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > largest) {
    return null
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > largest) {
      return null
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
