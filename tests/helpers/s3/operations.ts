import type { S3Answer, S3Call } from '#tests/helpers/s3/bucket'
import { copyObject } from '#tests/helpers/s3/copies'
import { listUploads } from '#tests/helpers/s3/list_uploads'
import { listObjects } from '#tests/helpers/s3/listing'
import { deleteObject, deleteObjects, getObject, putObject } from '#tests/helpers/s3/objects'
import { S3Error } from '#tests/helpers/s3/s3_error'
import type { S3Request } from '#tests/helpers/s3/s3_request'
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  uploadPart,
} from '#tests/helpers/s3/uploads'

interface Operation {
  method: string
  on: 'bucket' | 'object'
  /** Parameters that make a request this operation. */
  needs?: string[]
  /** Further parameters that it reads. */
  reads?: string[]
  isCopy?: boolean
  handle: (call: S3Call) => S3Answer
}

const RESPONSE_HEADERS = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
]

const OPERATIONS: Operation[] = [
  { method: 'HEAD', on: 'bucket', handle: () => ({ status: 200 }) },
  {
    method: 'GET',
    on: 'bucket',
    needs: ['list-type'],
    reads: [
      ...['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after'],
      ...['encoding-type', 'fetch-owner'],
    ],
    handle: listObjects,
  },
  {
    method: 'GET',
    on: 'bucket',
    needs: ['uploads'],
    reads: ['prefix', 'max-uploads', 'key-marker', 'upload-id-marker'],
    handle: listUploads,
  },
  { method: 'POST', on: 'bucket', needs: ['delete'], handle: deleteObjects },
  { method: 'GET', on: 'object', reads: RESPONSE_HEADERS, handle: getObject },
  { method: 'HEAD', on: 'object', reads: RESPONSE_HEADERS, handle: getObject },
  { method: 'PUT', on: 'object', handle: putObject },
  { method: 'PUT', on: 'object', isCopy: true, handle: copyObject },
  { method: 'DELETE', on: 'object', handle: deleteObject },
  { method: 'POST', on: 'object', needs: ['uploads'], handle: createUpload },
  { method: 'PUT', on: 'object', needs: ['uploadId', 'partNumber'], handle: uploadPart },
  {
    method: 'PUT',
    on: 'object',
    needs: ['uploadId', 'partNumber'],
    isCopy: true,
    handle: uploadPart,
  },
  { method: 'POST', on: 'object', needs: ['uploadId'], handle: completeUpload },
  { method: 'DELETE', on: 'object', needs: ['uploadId'], handle: abortUpload },
  {
    method: 'GET',
    on: 'object',
    needs: ['uploadId'],
    reads: ['max-parts', 'part-number-marker'],
    handle: listParts,
  },
]

/**
 * What a request asks for. One with a parameter that is not known here is refused rather than half
 * done.
 * @throws {S3Error} NotImplemented
 */
export function operationOf(request: S3Request): Operation['handle'] {
  const place = request.key === '' ? 'bucket' : 'object'
  const names = [...request.query.keys()]
  const found = OPERATIONS.find(
    ({ method, on, needs = [], reads = [], isCopy = false }) =>
      method === request.method &&
      on === place &&
      isCopy === request.headers.has('x-amz-copy-source') &&
      needs.every((name) => request.query.has(name)) &&
      names.every((name) => needs.includes(name) || reads.includes(name))
  )
  const isSecondList = (request.query.get('list-type') ?? '2') === '2'
  if (request.bucket === '' || found === undefined || !isSecondList) {
    throw new S3Error('NotImplemented', 'This server does not know the operation.')
  }
  return found.handle
}
