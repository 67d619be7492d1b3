import { Transform } from 'node:stream'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpRequest } from '@adonisjs/core/http'
import type { MultipartStream } from '@adonisjs/core/types/bodyparser'
import { refuseNullCharacters } from '#http/forms/null_characters'

/**
 * Part names that @adonisjs/bodyparser up to 11.0.4 takes for handlers, because it looks them up in
 * a plain object; each would end the process.
 * Source: https://github.com/advisories/GHSA-8w45-cghr-9rh4
 */
const INHERITED_NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'handler', 'options']

/** Bytes around a file: part heads and the other fields. */
const ROOM_FOR_FIELDS = 2 * 1024 * 1024

/**
 * Reads a multipart form. Its fields are in the request's body
 * afterwards, files are not.
 * @param file the one field that may hold files, and what takes their bytes, one after the other;
 *   others are skipped
 * @param maxBytes of all files together
 * @throws {Exception} with status 413 as soon as it is clear that there is too much
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
  let turn: Promise<unknown> = Promise.resolve()
  request.multipart.onFile(file.field, {}, async (part) => {
    // A part whose sender hangs up before its turn must not end the process.
    part.on('error', ignore)
    try {
      turn = turn.then(() => file.take(part))
      await turn
    } catch (error) {
      // Nobody reads on: what is still to come is thrown away, and the form ends here.
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
 * Lets at most so many bytes through.
 * @throws {Exception} with status 413, as the stream's error
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
