import { readNumber, type S3Answer, type S3Call, type Upload } from '#tests/helpers/s3/bucket'
import { compareBytes } from '#tests/helpers/s3/listing'
import { writeXml } from '#tests/helpers/s3/xml'

/** Most entries of one answer. */
const MOST = 1000

/** Lists the uploads that are neither complete nor aborted: by key, the earlier one first. */
export function listUploads({ request, bucket }: S3Call): S3Answer {
  const { query } = request
  const prefix = query.get('prefix') ?? ''
  const most = readNumber(query, 'max-uploads', { least: 1, most: MOST, usual: MOST })
  const uploads = [...bucket.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort(compareUploads)
  const later = uploads.slice(startOf(uploads, query))
  const listed = later.slice(0, most)
  const isTruncated = later.length > listed.length
  return {
    status: 200,
    body: writeXml('ListMultipartUploadsResult', {
      Bucket: request.bucket,
      Prefix: prefix,
      KeyMarker: query.get('key-marker') ?? '',
      UploadIdMarker: query.get('upload-id-marker') ?? '',
      NextKeyMarker: isTruncated ? listed.at(-1)!.key : undefined,
      NextUploadIdMarker: isTruncated ? listed.at(-1)!.id : undefined,
      MaxUploads: most,
      IsTruncated: isTruncated,
      Upload: listed.map(({ id, key, startedAt }) => ({
        Key: key,
        UploadId: id,
        Initiated: startedAt,
        StorageClass: 'STANDARD',
      })),
    }),
  }
}

/** The place behind the markers: behind that upload, or behind all of that key. */
function startOf(uploads: Upload[], query: Map<string, string>): number {
  const keyMarker = query.get('key-marker') ?? ''
  const place = uploads.findIndex(
    ({ id, key }) => key === keyMarker && id === query.get('upload-id-marker')
  )
  if (place !== -1) {
    return place + 1
  }
  const behind = uploads.findIndex(({ key }) => compareBytes(key, keyMarker) > 0)
  return behind === -1 ? uploads.length : behind
}

function compareUploads(one: Upload, other: Upload): number {
  return compareBytes(one.key, other.key) || one.startedAt.getTime() - other.startedAt.getTime()
}
