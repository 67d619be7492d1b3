import {
  etagOf,
  keptHeaders,
  objectOf,
  type S3Answer,
  type S3Call,
  type StoredObject,
} from '#tests/helpers/s3/bucket'
import { checkWrite, isModified } from '#tests/helpers/s3/conditions'
import { S3Error } from '#tests/helpers/s3/s3_error'
import { readElements, readText, writeXml } from '#tests/helpers/s3/xml'

/** How many objects one request may delete. */
const MOST_DELETED = 1000

export function putObject({ request, body, bucket, now }: S3Call): S3Answer {
  checkWrite(request.headers, bucket.objects.get(request.key))
  const { bytes, checksum } = body
  const etag = etagOf(bytes)
  bucket.objects.set(request.key, {
    bytes,
    etag,
    modifiedAt: now,
    headers: keptHeaders(request),
    checksum,
  })
  return { status: 200, headers: { etag, ...(checksum && { [checksum.header]: checksum.value }) } }
}

/** Answers GET and HEAD. */
export function getObject({ request, bucket }: S3Call): S3Answer {
  const object = objectOf(bucket, request.key)
  const headers = { ...headersOf(object), ...overrides(request.query) }
  if (!isModified(request.headers, object)) {
    return { status: 304, headers }
  }
  const range = readRange(request.headers.get('range'), object.bytes.length)
  if (range !== null) {
    const part = object.bytes.subarray(range.start, range.end + 1)
    const place = `bytes ${range.start}-${range.end}/${object.bytes.length}`
    return { status: 206, headers: { ...headers, 'content-range': place }, body: part }
  }
  const { checksum } = object
  if (checksum !== null && request.headers.get('x-amz-checksum-mode') === 'ENABLED') {
    headers[checksum.header] = checksum.value
  }
  return { status: 200, headers, body: object.bytes }
}

export function deleteObject({ request, bucket }: S3Call): S3Answer {
  if (request.headers.has('if-match')) {
    throw new S3Error('NotImplemented', 'This server deletes without conditions only.')
  }
  bucket.objects.delete(request.key)
  return { status: 204 }
}

export function deleteObjects({ request, body, bucket }: S3Call): S3Answer {
  if (body.checksum === null && !request.headers.has('content-md5')) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5')
  }
  const xml = body.bytes.toString()
  const keys = readElements(xml, 'Object').map((object) => readText(object, 'Key'))
  if (keys.length === 0 || keys.length > MOST_DELETED) {
    throw new S3Error('MalformedXML', `Between 1 and ${MOST_DELETED} objects can be deleted.`)
  }
  for (const key of keys) {
    bucket.objects.delete(key)
  }
  const isQuiet = readElements(xml, 'Quiet')[0] === 'true'
  const Deleted = isQuiet ? [] : keys.map((Key) => ({ Key }))
  return { status: 200, body: writeXml('DeleteResult', { Deleted }) }
}

function headersOf({ headers, etag, modifiedAt }: StoredObject): Record<string, string> {
  return {
    ...headers,
    etag,
    'last-modified': modifiedAt.toUTCString(),
    'accept-ranges': 'bytes',
  }
}

/** A signed address may say with which headers the object is handed out. */
function overrides(query: Map<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...query]
      .filter(([name]) => name.startsWith('response-'))
      .map(([name, value]) => [name.slice('response-'.length), value])
  )
}

/**
 * The part that is asked for; null for the whole: without a range, or with one that S3 does not
 * read, such as several at once.
 * @throws {S3Error} InvalidRange where nothing of it is there
 */
export function readRange(
  header: string | undefined,
  size: number
): { start: number; end: number } | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (!first && !last) {
    return null
  }
  if (first && last && Number(last) < Number(first)) {
    return null
  }
  const start = first ? Number(first) : Math.max(size - Number(last), 0)
  const end = first && last ? Math.min(Number(last), size - 1) : size - 1
  if (start >= size || (!first && Number(last) === 0)) {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: header ?? '',
      ActualObjectSize: String(size),
    })
  }
  return { start, end }
}
