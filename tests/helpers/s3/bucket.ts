import { createHash } from 'node:crypto'
import type { Body } from '#tests/helpers/s3/body'
import type { Checksum } from '#tests/helpers/s3/checksums'
import { S3Error } from '#tests/helpers/s3/s3_error'
import type { S3Request } from '#tests/helpers/s3/s3_request'

/** What S3 keeps under a key. */
export interface StoredObject {
  bytes: Buffer
  /** With its quotes. */
  etag: string
  modifiedAt: Date
  /** Content type, disposition and so on, and `x-amz-meta-*`. */
  headers: Record<string, string>
  checksum: Checksum | null
}

/** One part of an upload that is not complete yet. */
export interface UploadPart {
  bytes: Buffer
  etag: string
  modifiedAt: Date
}

/** An upload in several parts that is not complete yet. */
export interface Upload {
  id: string
  key: string
  startedAt: Date
  headers: Record<string, string>
  parts: Map<number, UploadPart>
}

/** A bucket in memory. */
export interface Bucket {
  objects: Map<string, StoredObject>
  uploads: Map<string, Upload>
}

/** What an operation works with. */
export interface S3Call {
  request: S3Request
  body: Body
  bucket: Bucket
  /** The bucket of that name. */
  bucketNamed: (name: string) => Bucket
  now: Date
  /** Bytes that every part of an upload but the last needs. */
  leastPartBytes: number
}

export interface S3Answer {
  status: number
  headers?: Record<string, string>
  body?: Buffer | string
}

const KEPT_HEADERS =
  /^(?:cache-control|content-(?:disposition|encoding|language|type)|expires|x-amz-meta-.+)$/

/** The headers of a request that are kept beside the bytes. */
export function keptHeaders({ headers }: S3Request): Record<string, string> {
  const kept = [...headers]
    .filter(([name]) => KEPT_HEADERS.test(name))
    .map(([name, value]) => [name, name === 'content-encoding' ? withoutChunks(value) : value])
    .filter(([, value]) => value !== '')
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(kept) }
}

/**
 * The object under a key.
 * @throws {S3Error} NoSuchKey
 */
export function objectOf(bucket: Bucket, key: string): StoredObject {
  const found = bucket.objects.get(key)
  if (found === undefined) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key })
  }
  return found
}

/** The entity tag of bytes that came in one piece. */
export function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

/** A whole number in a query, such as `max-keys`. */
export function readNumber(
  query: Map<string, string>,
  name: string,
  { least, most, usual }: { least: number; most: number; usual: number }
): number {
  const text = query.get(name)
  if (text === undefined) {
    return usual
  }
  if (!/^\d+$/.test(text) || Number(text) < least) {
    throw new S3Error('InvalidArgument', `${name} is no number from ${least} on.`)
  }
  return Math.min(Number(text), most)
}

/** `aws-chunked` says how the body was sent, not what it is. */
function withoutChunks(contentEncoding: string): string {
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked')
    .join(',')
}
