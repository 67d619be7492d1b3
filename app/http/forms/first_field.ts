import type { IncomingMessage } from 'node:http'

/** Bytes in which the first field of a form must end. */
const MOST = 8 * 1024

/**
 * The value of a field, if it is the first part of a multipart form. Reads no more than that part,
 * and puts it back, so that the form can be read as a whole afterwards.
 * @returns null if another part comes first, or the first part is too long or broken off
 */
export async function readFirstField(
  request: IncomingMessage,
  name: string
): Promise<string | null> {
  let seen = Buffer.alloc(0)
  while (!request.readableEnded && !request.destroyed) {
    const chunk: Buffer | null = request.read()
    if (chunk === null) {
      await moreOrEnd(request)
      continue
    }
    seen = Buffer.concat([seen, chunk])
    const [head, value] = firstPart(seen)
    if (value !== undefined || seen.length > MOST) {
      request.unshift(seen)
      return value !== undefined && head.includes(`form-data; name="${name}"\r\n`) ? value : null
    }
  }
  return null
}

/** Waits until there is more to read, or nothing will come any more. */
function moreOrEnd(request: IncomingMessage): Promise<void> {
  const events = ['readable', 'end', 'close', 'error']
  return new Promise((resolve) => {
    function settle() {
      events.forEach((event) => request.off(event, settle))
      resolve()
    }
    events.forEach((event) => request.on(event, settle))
  })
}

/** The headers of the first part with a line break at the end, and its value; nothing if cut off. */
function firstPart(bytes: Buffer): [head: string, value?: string] {
  const text = bytes.toString('latin1')
  const begin = text.indexOf('\r\n\r\n')
  const boundary = text.split('\r\n', 1)[0]
  const end = begin === -1 ? -1 : text.indexOf(`\r\n${boundary}`, begin + 4)
  return end === -1 ? [''] : [text.slice(0, begin + 2), text.slice(begin + 4, end)]
}
