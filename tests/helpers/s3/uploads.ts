import { createHash, randomBytes } from 'node:crypto'
import {
  type Bucket,
  etagOf,
  keptHeaders,
  readNumber,
  type S3Answer,
  type S3Call,
  type Upload,
  type UploadPart,
} from '#tests/helpers/s3/bucket'
import { checkWrite } from '#tests/helpers/s3/conditions'
import { copiedBytes } from '#tests/helpers/s3/copies'
import { S3Error } from '#tests/helpers/s3/s3_error'
import type { S3Request } from '#tests/helpers/s3/s3_request'
import { readElements, readText, writeXml } from '#tests/helpers/s3/xml'

const MOST_PARTS = 10_000

export function createUpload({ request, bucket, now }: S3Call): S3Answer {
  const id = randomBytes(24).toString('base64url')
  bucket.uploads.set(id, {
    id,
    key: request.key,
    startedAt: now,
    headers: keptHeaders(request),
    parts: new Map(),
  })
  const result = { Bucket: request.bucket, Key: request.key, UploadId: id }
  return { status: 200, body: writeXml('InitiateMultipartUploadResult', result) }
}

/** Takes a part from the body, or from an object that is there already. */
export function uploadPart(call: S3Call): S3Answer {
  const { request, body, bucket, now } = call
  const upload = uploadOf(bucket, request)
  const number = Number(request.query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
    throw new S3Error('InvalidArgument', `Part number must be from 1 to ${MOST_PARTS}.`)
  }
  const isCopy = request.headers.has('x-amz-copy-source')
  const bytes = isCopy ? copiedBytes(call) : body.bytes
  const etag = etagOf(bytes)
  upload.parts.set(number, { bytes, etag, modifiedAt: now })
  if (isCopy) {
    return { status: 200, body: writeXml('CopyPartResult', { ETag: etag, LastModified: now }) }
  }
  const { checksum } = body
  return { status: 200, headers: { etag, ...(checksum && { [checksum.header]: checksum.value }) } }
}

export function completeUpload({ request, body, bucket, now, leastPartBytes }: S3Call): S3Answer {
  const upload = uploadOf(bucket, request)
  const parts = namedParts(upload, body.bytes.toString())
  const small = parts.slice(0, -1).find(({ bytes }) => bytes.length < leastPartBytes)
  if (small !== undefined) {
    throw new S3Error('EntityTooSmall', 'A part that is not the last is too small.', {
      ProposedSize: String(small.bytes.length),
      MinSizeAllowed: String(leastPartBytes),
    })
  }
  checkWrite(request.headers, bucket.objects.get(request.key))

  const sums = parts.map(({ bytes }) => createHash('md5').update(bytes).digest())
  const sum = createHash('md5').update(Buffer.concat(sums)).digest('hex')
  const etag = `"${sum}-${parts.length}"`
  bucket.objects.set(request.key, {
    bytes: Buffer.concat(parts.map(({ bytes }) => bytes)),
    etag,
    modifiedAt: now,
    headers: upload.headers,
    checksum: null,
  })
  bucket.uploads.delete(upload.id)
  const result = {
    Location: request.path,
    Bucket: request.bucket,
    Key: request.key,
    ETag: etag,
  }
  return { status: 200, body: writeXml('CompleteMultipartUploadResult', result) }
}

export function abortUpload({ request, bucket }: S3Call): S3Answer {
  bucket.uploads.delete(uploadOf(bucket, request).id)
  return { status: 204 }
}

export function listParts({ request, bucket }: S3Call): S3Answer {
  const { query } = request
  const upload = uploadOf(bucket, request)
  const most = readNumber(query, 'max-parts', { least: 1, most: 1000, usual: 1000 })
  const after = readNumber(query, 'part-number-marker', { least: 0, most: MOST_PARTS, usual: 0 })
  const later = [...upload.parts]
    .filter(([number]) => number > after)
    .sort(([one], [other]) => one - other)
  const listed = later.slice(0, most)
  return {
    status: 200,
    body: writeXml('ListPartsResult', {
      Bucket: request.bucket,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: after,
      NextPartNumberMarker: listed.at(-1)?.[0] ?? after,
      MaxParts: most,
      IsTruncated: later.length > listed.length,
      Part: listed.map(([PartNumber, { bytes, etag, modifiedAt }]) => ({
        PartNumber,
        LastModified: modifiedAt,
        ETag: etag,
        Size: bytes.length,
      })),
    }),
  }
}

/**
 * The upload that a request names.
 * @throws {S3Error} NoSuchUpload
 */
function uploadOf(bucket: Bucket, { query, key }: S3Request): Upload {
  const upload = bucket.uploads.get(query.get('uploadId') ?? '')
  if (upload?.key !== key) {
    throw new S3Error(
      'NoSuchUpload',
      'The specified upload does not exist. It may have been aborted or completed.'
    )
  }
  return upload
}

/** The parts that a client names, each as it was uploaded, in the order of their numbers. */
function namedParts(upload: Upload, xml: string): UploadPart[] {
  const named = readElements(xml, 'Part').map((part) => ({
    number: Number(readText(part, 'PartNumber')),
    etag: readText(part, 'ETag').replaceAll('"', ''),
  }))
  if (named.length === 0) {
    throw new S3Error('MalformedXML', 'No part is named.')
  }
  if (named.some(({ number }, index) => index > 0 && number <= named[index - 1].number)) {
    throw new S3Error('InvalidPartOrder', 'The parts are not in ascending order.')
  }
  return named.map(({ number, etag }) => {
    const part = upload.parts.get(number)
    if (part?.etag !== `"${etag}"`) {
      throw new S3Error('InvalidPart', `Part ${number} was not uploaded, or is another one.`)
    }
    return part
  })
}
