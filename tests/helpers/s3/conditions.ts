import type { StoredObject } from '#tests/helpers/s3/bucket'
import { S3Error } from '#tests/helpers/s3/s3_error'

/**
 * Refuses a write whose condition is not met: `If-None-Match: *` where the key is taken, `If-Match`
 * where something else is under it.
 * @throws {S3Error} PreconditionFailed; NoSuchKey where there is nothing to match
 */
export function checkWrite(headers: Map<string, string>, current: StoredObject | undefined) {
  const noneMatch = headers.get('if-none-match')
  const match = headers.get('if-match')
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw new S3Error('NotImplemented', 'A write knows If-None-Match with * only.')
  }
  if (noneMatch === '*' && current !== undefined) {
    throw failed('If-None-Match')
  }
  if (match !== undefined && current === undefined) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.')
  }
  if (match !== undefined && !hasTag(match, current?.etag)) {
    throw failed('If-Match')
  }
}

/**
 * Whether what is read has changed for the one who asks; else 304 is the answer.
 * @param prefix of the headers' names: a copy has them for its source
 * @throws {S3Error} PreconditionFailed
 */
export function isModified(
  headers: Map<string, string>,
  { etag, modifiedAt }: StoredObject,
  prefix = ''
): boolean {
  const read = (name: string) => headers.get(`${prefix}${name}`)
  const match = read('if-match')
  const noneMatch = read('if-none-match')
  const modifiedSince = Date.parse(read('if-modified-since') ?? '')
  const unmodifiedSince = Date.parse(read('if-unmodified-since') ?? '')
  const second = Math.floor(modifiedAt.getTime() / 1000) * 1000

  if (match !== undefined && !hasTag(match, etag)) {
    throw failed('If-Match')
  }
  if (match === undefined && second > unmodifiedSince) {
    throw failed('If-Unmodified-Since')
  }
  return noneMatch === undefined ? !(second <= modifiedSince) : !hasTag(noneMatch, etag)
}

export function failed(condition: string): S3Error {
  return new S3Error(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    { Condition: condition }
  )
}

function hasTag(header: string, etag: string | undefined): boolean {
  return header
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag === etag || `"${tag}"` === etag)
}
