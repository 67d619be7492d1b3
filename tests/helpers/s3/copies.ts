import {
  type Bucket,
  etagOf,
  keptHeaders,
  objectOf,
  type S3Answer,
  type S3Call,
  type StoredObject,
} from '#tests/helpers/s3/bucket'
import { checkWrite, failed, isModified } from '#tests/helpers/s3/conditions'
import { readRange } from '#tests/helpers/s3/objects'
import { S3Error } from '#tests/helpers/s3/s3_error'
import { writeXml } from '#tests/helpers/s3/xml'

export function copyObject(call: S3Call): S3Answer {
  const { request, bucket, now } = call
  const source = sourceOf(call)
  checkWrite(request.headers, bucket.objects.get(request.key))
  const isReplaced = request.headers.get('x-amz-metadata-directive') === 'REPLACE'
  if (source.bucket === bucket && source.key === request.key && !isReplaced) {
    throw new S3Error('InvalidRequest', 'An object is copied onto itself only with new metadata.')
  }
  const copy: StoredObject = {
    bytes: source.object.bytes,
    etag: etagOf(source.object.bytes),
    modifiedAt: now,
    headers: isReplaced ? keptHeaders(request) : source.object.headers,
    checksum: source.object.checksum,
  }
  bucket.objects.set(request.key, copy)
  return {
    status: 200,
    body: writeXml('CopyObjectResult', { ETag: copy.etag, LastModified: now }),
  }
}

/**
 * The bytes that a part of an upload is copied from.
 * @throws {S3Error} NoSuchKey, InvalidRange
 */
export function copiedBytes(call: S3Call): Buffer {
  const { bytes } = sourceOf(call).object
  const range = readRange(call.request.headers.get('x-amz-copy-source-range'), bytes.length)
  return range === null ? bytes : bytes.subarray(range.start, range.end + 1)
}

function sourceOf({ request, bucketNamed }: S3Call): {
  bucket: Bucket
  key: string
  object: StoredObject
} {
  const source = request.headers.get('x-amz-copy-source') ?? ''
  if (source.includes('?')) {
    throw new S3Error('NotImplemented', 'This server has no versions.')
  }
  const [, name, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(source)) ?? []
  if (name === undefined) {
    throw new S3Error('InvalidArgument', 'The copy source is not bucket/key.')
  }
  const bucket = bucketNamed(name)
  const object = objectOf(bucket, key)
  if (!isModified(request.headers, object, 'x-amz-copy-source-')) {
    throw failed('x-amz-copy-source-If-None-Match')
  }
  return { bucket, key, object }
}
