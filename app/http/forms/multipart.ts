import { Transform } from 'node:stream'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpRequest } from '@adonisjs/core/http'
import type { MultipartStream } from '@adonisjs/core/types/bodyparser'
import { refuseNullCharacters } from '#http/forms/null_characters'

/**
 * Part names that @adonisjs/bodyparser up to 11.0.4 mistakes for handlers, because it looks them up
 * in a plain object. Each would crash the process.
 * Source: https://github.com/advisories/GHSA-8w45-cghr-9rh4
 */
const INHERITED_NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'handler', 'options']

/** Bytes beside the files: part headers and the other fields. */
const ROOM_FOR_FIELDS = 2 * 1024 * 1024

/**
 * Reads a multipart form. Afterwards its fields, but not its files, are in the request's body.
 * @param file the only field whose files are read, and the function that consumes them, one file
 *   after the other; files of other fields are skipped
 * @param maxBytes of all files together
 * @throws {Exception} with status 413 if Content-Length already exceeds it, 400 for a null
 *   character
 */
export async function readMultipart(
  request: HttpRequest,
  file: { field: string; take: (part: MultipartStream) => Promise<void> },
  maxBytes: number
): Promise<void> {
  if (Number(request.header('content-length', '0')) > maxBytes + ROOM_FOR_FIELDS) {
    throw tooLarge()
  }
  for (const name of ['*', ...INHERITED_NAMES]) {
    request.multipart.onFile(name, {}, async (part) => {
      part.on('error', ignore)
      part.resume()
    })
  }
  let previous: Promise<unknown> = Promise.resolve()
  request.multipart.onFile(file.field, {}, async (part) => {
    // If the client disconnects before the part is read, its error must not crash the process.
    part.on('error', ignore)
    try {
      previous = previous.then(() => file.take(part))
      await previous
    } catch (error) {
      // The rest of the body is discarded, and the form ends here.
      request.request.unpipe()
      request.request.resume()
      request.multipart.abort(error)
    }
  })
  await request.multipart.process()
  const fields = { ...request.body() }
  delete fields[file.field]
  refuseNullCharacters(fields)
  request.updateBody(fields)
}

/**
 * A stream that passes at most `maxBytes` bytes; more is an error with status 413.
 */
export function limitBytes(maxBytes: number): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length
      done(seen > maxBytes ? tooLarge() : null, chunk)
    },
  })
}

function tooLarge() {
  return new Exception('The upload is too large', { status: 413, code: 'E_UPLOAD_TOO_LARGE' })
}

function ignore() {}
