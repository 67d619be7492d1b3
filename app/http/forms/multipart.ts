import { type Readable, Transform } from 'node:stream'
import { MultipartFile } from '@adonisjs/core/bodyparser'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext, HttpRequest } from '@adonisjs/core/http'
import type { MultipartStream } from '@adonisjs/core/types/bodyparser'
import bodyParserConfig, { MOST_DEPTH } from '#config/bodyparser'
import { cleanFields, tooManyFields } from '#http/forms/clean_fields'
import { allowSlowBody } from '#http/server/body_time'

/**
 * Part names that @adonisjs/bodyparser up to 11.0.4 mistakes for handlers, because it looks them up
 * in a plain object. Each would crash the process.
 * Source: https://github.com/advisories/GHSA-8w45-cghr-9rh4
 */
const INHERITED_NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'handler', 'options']

/** Bytes of all fields together from senders with the right to upload. */
const UPLOADER_FIELDS = 2 * 1024 * 1024

/** Parses the larger fields of these senders; `config/bodyparser.ts` has the limit of all others. */
const uploaderParser = new BodyParserMiddleware({
  ...bodyParserConfig,
  multipart: { ...bodyParserConfig.multipart, fieldsLimit: UPLOADER_FIELDS },
})

/** What may be sent. */
export interface MultipartLimits {
  /**
   * Whether the sender has the right to upload. Only then the fields may exceed those of other
   * forms, and the body may take more than 30 seconds.
   */
  mayUpload: boolean
  /** Of all files together. */
  maxBytes: number
}

/**
 * Reads a multipart form. Afterwards its fields, but not its files, are in the request's body.
 * @param files the only fields whose files are read, and the function that consumes them, one file
 *   after the other; files of other fields are skipped
 * @throws {Exception} with status 413 if the limits are exceeded, 400 for a null character
 */
export async function readMultipart(
  ctx: HttpContext,
  files: { fields: readonly string[]; take: (part: MultipartStream) => Promise<void> },
  { mayUpload, maxBytes }: MultipartLimits
): Promise<void> {
  const { request } = ctx
  // The fields of others are limited further by the parser.
  const limit = maxBytes + UPLOADER_FIELDS
  if (Number(request.header('content-length', '0')) > limit) {
    throw tooLarge()
  }
  if (mayUpload) {
    allowSlowBody(request.request)
    await uploaderParser.handle(ctx, async () => {})
  }
  let current: MultipartStream | null = null
  for (const name of ['*', ...INHERITED_NAMES]) {
    request.multipart.onFile(name, {}, async (part) => {
      current = part
      part.on('error', ignore)
      part.resume()
    })
  }
  let previous: Promise<unknown> = Promise.resolve()
  for (const field of files.fields) {
    request.multipart.onFile(field, {}, async (part) => {
      current = part
      // If the client disconnects before the part is read, its error must not crash the process.
      part.on('error', ignore)
      try {
        previous = previous.then(() => files.take(part))
        await previous
      } catch (error) {
        // The rest of the body is discarded, and the form ends here.
        request.request.unpipe()
        request.request.resume()
        request.multipart.abort(error)
      }
    })
  }
  const isDeep = leaveOutDeepFields(request)
  const processed = request.multipart.process()
  // A chunked body has no Content-Length.
  onceExceeded(request.request, limit, () => {
    current?.destroy(tooLarge())
    request.multipart.abort(tooLarge())
  })
  try {
    await processed
  } finally {
    // After an error the parser takes nothing more, and the rest would never be read.
    request.request.unpipe()
    request.request.resume()
  }
  if (isDeep()) {
    throw tooManyFields()
  }
  const fields = { ...request.body() }
  files.fields.forEach((field) => delete fields[field])
  request.updateBody(cleanFields(fields))
}

/**
 * Makes a request keep no fields if they are nested too deep: @adonisjs/http-server 9 copies them
 * recursively once the form has ended, where exceeding the stack would end the process.
 * @returns whether they were, once the form is parsed
 */
function leaveOutDeepFields(request: HttpRequest): () => boolean {
  let isDeep = false
  const keep = request.setInitialBody.bind(request)
  request.setInitialBody = (fields) => {
    isDeep = exceedsDepth(fields, MOST_DEPTH + 1)
    keep(isDeep ? {} : fields)
  }
  return () => isDeep
}

function exceedsDepth(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof MultipartFile) {
    return false
  }
  return most === 0 || Object.values(value).some((inner) => exceedsDepth(inner, most - 1))
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

/** Calls a function once a stream has passed more bytes. */
function onceExceeded(stream: Readable, maxBytes: number, act: () => void) {
  let seen = 0
  stream.on('data', function count(chunk: Buffer) {
    seen += chunk.length
    if (seen > maxBytes) {
      stream.off('data', count)
      act()
    }
  })
}

function tooLarge() {
  return new Exception('The upload is too large', { status: 413, code: 'E_UPLOAD_TOO_LARGE' })
}

function ignore() {}
