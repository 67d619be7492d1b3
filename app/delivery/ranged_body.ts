import type { Stats } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import send from 'send'
import type { ByteRange } from '#delivery/disk'

export interface RangedFile {
  /** In bytes. */
  size: number
  /** Opens the part that was asked for; called at most once, and only where bytes are to be sent. */
  open: (range: ByteRange) => Promise<Readable>
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
  #source: Readable | null = null

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
      stream: (_path: string, range: ByteRange) => this.#stream(target, range),
    })
    sender.on('error', (error: Error) => this.emit('error', error))
    sender.send('file', { size: this.file.size } as Stats)
    return target
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    this.#source?.destroy()
    done(error)
  }

  async #stream(target: NodeJS.WritableStream, { start, end }: ByteRange) {
    try {
      const source = await this.file.open({ start, end })
      if (this.destroyed) {
        source.destroy()
        return
      }
      this.#source = source
      this.reachesEnd = end === this.file.size - 1
      source.on('data', (chunk: Buffer) => (this.sentBytes += chunk.length))
      source.on('error', (error) => this.emit('error', error))
      source.pipe(target)
    } catch (error) {
      this.emit('error', error)
    }
  }
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
