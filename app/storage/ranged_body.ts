import type { Stats } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable, type Writable } from 'node:stream'
import send from 'send'
import type { ByteRange } from '#storage/disk'

export interface RangedFile {
  /** In bytes. */
  size: number
  /** Opens the part that was asked for; called at most once, and only where bytes are to be sent. */
  open: (range: ByteRange) => Promise<AsyncIterable<Buffer>> | AsyncIterable<Buffer>
}

/**
 * The body of an answer that may be asked for in parts: ranges, If-Range, If-None-Match, HEAD and
 * their refusals are left to `send`, whatever the disk. For `response.stream()`, so that the session
 * is written and every header is set before the first byte.
 *
 * It emits an error with a `status` where the request's conditions cannot be met (412, 416).
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-13 and #section-14
 */
export class RangedBody extends Readable {
  /** Bytes of the file that were handed to the connection so far. */
  sentBytes = 0
  /** Whether the part that was asked for holds the last byte of the file. */
  reachesEnd = false

  constructor(
    private request: IncomingMessage,
    private file: RangedFile
  ) {
    super({ read: () => undefined })
  }

  override pipe<Target extends NodeJS.WritableStream>(target: Target): Target {
    const sender = send(asWritten(this.request, this.file.size), 'file', {
      etag: false,
      lastModified: false,
      cacheControl: false,
    })
    Object.assign(sender, {
      res: target as unknown as ServerResponse,
      stream: (_path: string, range: ByteRange) =>
        this.#stream(target as unknown as Writable, range),
    })
    sender.on('error', (error: Error) => this.emit('error', error))
    sender.send('file', { size: this.file.size } as Stats)
    return target
  }

  async #stream(target: Writable, { start, end }: ByteRange) {
    try {
      const chunks = await this.file.open({ start, end })
      this.reachesEnd = end === this.file.size - 1
      for await (const chunk of chunks) {
        if (this.destroyed || target.destroyed) {
          return
        }
        await write(target, chunk)
        this.sentBytes += chunk.length
      }
      target.end()
    } catch (error) {
      if (!target.destroyed) {
        this.emit('error', error)
      }
    }
  }
}

/** Waits until the connection is done with a chunk, or is gone. */
function write(target: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('The connection is gone.'))
    target.once('close', gone)
    target.write(chunk, (error) => {
      target.off('close', gone)
      if (error) {
        reject(error)
      } else {
        resolve()
      }
    })
  })
}

const SUFFIX = /^\s*bytes=\s*-(\d+)\s*$/
const INVERTED = /^\s*bytes=\s*(\d+)-(\d+)\s*$/

/**
 * The request as the standard reads it where `send` reads it otherwise: only GET has ranges, the
 * last 100 bytes of a file of 80 are all of them, and a range that ends before it begins is none.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2 and #section-14.2
 */
function asWritten({ method, headers }: IncomingMessage, size: number): IncomingMessage {
  const { range, ...others } = headers
  const usable = method === 'GET' && range !== undefined ? usableRange(range, size) : null
  const read = usable === null ? others : { ...others, range: usable }
  return { method, headers: read } as IncomingMessage
}

function usableRange(range: string, size: number): string | null {
  const suffix = SUFFIX.exec(range)
  if (suffix !== null && Number(suffix[1]) > size) {
    return 'bytes=0-'
  }
  const inverted = INVERTED.exec(range)
  return inverted !== null && Number(inverted[2]) < Number(inverted[1]) ? null : range
}
