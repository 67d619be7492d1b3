import { readNumber, type S3Answer, type S3Call } from '#tests/helpers/s3/bucket'
import { S3Error } from '#tests/helpers/s3/s3_error'
import { writeXml } from '#tests/helpers/s3/xml'

/** Most entries of one answer. */
const MOST = 1000

/** Lists keys in the order of their bytes, those with a common beginning as one entry. */
export function listObjects({ request, bucket }: S3Call): S3Answer {
  const { query } = request
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const most = readNumber(query, 'max-keys', { least: 0, most: MOST, usual: MOST })
  const token = query.get('continuation-token')
  const after = token === undefined ? (query.get('start-after') ?? '') : readToken(token)
  const print = query.get('encoding-type') === 'url' ? encodeURIComponent : String

  const entries = new Map<string, { isPrefix: boolean }>()
  let isTruncated = false
  for (const key of [...bucket.objects.keys()].sort(compareBytes)) {
    if (!key.startsWith(prefix)) {
      continue
    }
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const entry = end === -1 ? key : key.slice(0, end + delimiter.length)
    if (compareBytes(entry, after) <= 0 || entries.has(entry)) {
      continue
    }
    if (entries.size === most) {
      isTruncated = most > 0
      break
    }
    entries.set(entry, { isPrefix: end !== -1 })
  }
  const listed = [...entries.keys()]
  const keys = listed.filter((entry) => !entries.get(entry)!.isPrefix)
  const prefixes = listed.filter((entry) => entries.get(entry)!.isPrefix)

  return {
    status: 200,
    body: writeXml('ListBucketResult', {
      Name: request.bucket,
      Prefix: print(prefix),
      Delimiter: delimiter === '' ? undefined : print(delimiter),
      EncodingType: query.get('encoding-type'),
      StartAfter: query.get('start-after'),
      ContinuationToken: token,
      NextContinuationToken: isTruncated ? makeToken(listed.at(-1)!) : undefined,
      KeyCount: listed.length,
      MaxKeys: most,
      IsTruncated: isTruncated,
      Contents: keys.map((key) => {
        const { bytes, etag, modifiedAt } = bucket.objects.get(key)!
        return {
          Key: print(key),
          LastModified: modifiedAt,
          ETag: etag,
          Size: bytes.length,
          StorageClass: 'STANDARD',
        }
      }),
      CommonPrefixes: prefixes.map((entry) => ({ Prefix: print(entry) })),
    }),
  }
}

/** The order in which S3 lists: that of the UTF-8 bytes. */
export function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** Says nothing to a client, so that none reads it. */
function makeToken(entry: string): string {
  return Buffer.from(`after ${entry}`).toString('base64')
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString()
  if (!text.startsWith('after ')) {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect')
  }
  return text.slice('after '.length)
}
