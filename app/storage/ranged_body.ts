import type { Stats } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable, type Writable } from 'node:stream'
import send from 'send'
import type { ByteRange } from '#storage/disk'

/** The file behind a `RangedBody`. */
export interface RangedFile {
  /** In bytes. */
  size: number
  /** Opens the requested part. Called at most once, and only if bytes are sent. */
  open: (range: ByteRange) => Promise<AsyncIterable<Buffer>> | AsyncIterable<Buffer>
}

/**
 * A response body that supports ranges. `send` handles Range, If-Range, If-None-Match, HEAD and
 * their error statuses, for every disk. To be used with `response.stream()`, so that the session is
 * written and every header is set before the first byte.
 *
 * Emits an error with a `status` if the request's conditions cannot be met (412, 416).
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-13 and #section-14
 */
export class RangedBody extends Readable {
  /** Bytes of the file that were written to the connection so far. */
  sentBytes = 0
  /** Whether the requested part includes the last byte of the file. */
  reachesEnd = false

  constructor(
    private request: IncomingMessage,
    private file: RangedFile
  ) {
    super({ read: () => undefined })
  }

  override pipe<Target extends NodeJS.WritableStream>(target: Target): Target {
    const sender = send(withStandardRange(this.request, this.file.size), 'file', {
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

/** Resolves when the connection has taken the chunk; rejects if it was closed. */
function write(target: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error('The connection was closed.'))
    target.once('close', onClose)
    target.write(chunk, (error) => {
      target.off('close', onClose)
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
 * Rewrites the Range header where `send` differs from the standard: only GET has ranges, the last
 * 100 bytes of an 80-byte file are the whole file, and a range that ends before it begins is
 * ignored.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2 and #section-14.2
 */
function withStandardRange({ method, headers }: IncomingMessage, size: number): IncomingMessage {
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
