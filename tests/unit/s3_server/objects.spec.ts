import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3'
import {
  BUCKET,
  clientOf,
  codeOf,
  refused,
  sendSigned,
  serverOf,
} from '#tests/unit/s3_server/support'

const KEY = "books/Über uns & mehr (1)+'=*.pdf"
const TEXT = 'Ten bytes.'
const TAG = `"${createHash('md5').update(TEXT).digest('hex')}"`

test.group('Objects of the S3 test server', (group) => {
  const server = serverOf(group)
  let client: S3Client

  group.each.setup(() => {
    client = clientOf(server())
  })

  const put = (more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: TEXT, ...more }))
  const get = (more: object = {}) =>
    client.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY, ...more }))

  test('come back as they were sent, with their headers', async ({ assert }) => {
    const sent = await put({
      ContentType: 'application/pdf',
      ContentDisposition: 'attachment',
      CacheControl: 'private',
      Metadata: { release: '7' },
    })
    const got = await get()
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: KEY }))

    assert.equal(sent.ETag, TAG)
    assert.equal(await got.Body?.transformToString(), TEXT)
    for (const answer of [got, head]) {
      assert.containsSubset(answer, {
        ETag: TAG,
        ContentLength: 10,
        ContentType: 'application/pdf',
        ContentDisposition: 'attachment',
        CacheControl: 'private',
        AcceptRanges: 'bytes',
        Metadata: { release: '7' },
      })
      assert.closeTo(Number(answer.LastModified), Date.now(), 5000)
    }
  })

  test('are replaced, and gone when they are deleted', async ({ assert }) => {
    await put()
    await put({ Body: 'other' })
    assert.equal(await (await get()).Body?.transformToString(), 'other')

    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: KEY }))
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: KEY }))

    await refused(assert, get(), 'NoSuchKey', 404)
    const head = client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: KEY }))
    await refused(assert, head, 'NotFound', 404)
  })

  test('stay when the server is stopped and started again', async ({ assert }) => {
    await put()
    await server().stop()
    await assert.rejects(() => get())
    await server().start()

    assert.equal(await (await get()).Body?.transformToString(), TEXT)
  })

  test('are read in part: {range}')
    .with([
      { range: 'bytes=0-2', bytes: 'Ten', place: 'bytes 0-2/10' },
      { range: 'bytes=4-', bytes: 'bytes.', place: 'bytes 4-9/10' },
      { range: 'bytes=4-99', bytes: 'bytes.', place: 'bytes 4-9/10' },
      { range: 'bytes=-6', bytes: 'bytes.', place: 'bytes 4-9/10' },
      { range: 'bytes=-99', bytes: TEXT, place: 'bytes 0-9/10' },
      { range: 'bytes=0-1,4-5', bytes: TEXT, place: undefined },
      { range: 'bytes=5-4', bytes: TEXT, place: undefined },
      { range: 'letters=0-1', bytes: TEXT, place: undefined },
    ])
    .run(async ({ assert }, { range, bytes, place }) => {
      await put()
      const part = await get({ Range: range })

      assert.equal(await part.Body?.transformToString(), bytes)
      assert.equal(part.ContentRange, place)
      assert.equal(part.$metadata.httpStatusCode, place === undefined ? 200 : 206)
    })

  test('have no part behind their end: {$self}')
    .with(['bytes=10-', 'bytes=10-12', 'bytes=-0'])
    .run(async ({ assert }, range) => {
      await put()
      await refused(assert, get({ Range: range }), 'InvalidRange', 416)
    })

  test('are read on a condition', async ({ assert }) => {
    await put()

    await get({ IfMatch: TAG })
    await get({ IfNoneMatch: '"other"' })
    await refused(assert, get({ IfMatch: '"other"' }), 'PreconditionFailed', 412)
    const past = new Date(Date.now() - 60_000)
    await refused(assert, get({ IfUnmodifiedSince: past }), 'PreconditionFailed', 412)
    for (const condition of [{ IfNoneMatch: TAG }, { IfModifiedSince: new Date() }]) {
      const error = await get(condition).catch((reason: unknown) => reason)
      assert.containsSubset(error, { $metadata: { httpStatusCode: 304 } })
    }
  })

  test('are written on a condition, by one of many at the same time', async ({ assert }) => {
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => put({ Body: `${index}`, IfNoneMatch: '*' }))
    )
    assert.lengthOf(
      results.filter(({ status }) => status === 'fulfilled'),
      1
    )
    await refused(assert, put({ IfNoneMatch: '*' }), 'PreconditionFailed', 412)

    const first = (await get()).ETag
    const second = (await put({ Body: 'second', IfMatch: first })).ETag
    await refused(assert, put({ IfMatch: first }), 'PreconditionFailed', 412)
    assert.equal((await get()).ETag, second)
    await refused(assert, put({ Key: 'none', IfMatch: first }), 'NoSuchKey', 404)
  })

  test('sent in chunks arrive without them', async ({ assert }) => {
    const bytes = Buffer.alloc(300_000, 'some text ')
    let headers: Record<string, string> = {}
    client.middlewareStack.add(
      (next) => (args) => {
        headers = (args.request as { headers: Record<string, string> }).headers
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' }
    )
    const chunks = [bytes.subarray(0, 100_000), bytes.subarray(100_000)]
    await put({ Body: Readable.from(chunks), ContentLength: bytes.length })

    assert.equal(headers['x-amz-content-sha256'], 'STREAMING-UNSIGNED-PAYLOAD-TRAILER')
    assert.equal(headers['content-encoding'], 'aws-chunked')
    const got = await get()
    assert.isTrue(bytes.equals(await got.Body!.transformToByteArray()))
    assert.isUndefined(got.ContentEncoding)
    assert.equal(got.ContentLength, bytes.length)
    assert.isString(got.ChecksumCRC32)
  })

  test('sent in chunks are refused where {what}')
    .with([
      {
        what: 'the checksum is another',
        body: `a\r\n${TEXT}\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`,
        code: 'BadDigest',
      },
      {
        what: 'the checksum is missing',
        body: `a\r\n${TEXT}\r\n0\r\n\r\n`,
        code: 'InvalidRequest',
      },
      { what: 'the end is missing', body: `a\r\n${TEXT}\r\n`, code: 'IncompleteBody' },
      { what: 'a chunk is short', body: `a\r\nshort\r\n0\r\n\r\n`, code: 'IncompleteBody' },
      { what: 'it is no chunk', body: `${TEXT}\r\n`, code: 'InvalidRequest' },
    ])
    .run(async ({ assert }, { body, code }) => {
      const answer = await sendSigned(server(), {
        method: 'PUT',
        path: `/${BUCKET}/book`,
        headers: {
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': '10',
          'x-amz-trailer': 'x-amz-checksum-crc32',
          'content-encoding': 'aws-chunked',
        },
        body,
      })
      assert.equal(await codeOf(answer), code)
      assert.equal(answer.status, 400)
      await refused(assert, get({ Key: 'book' }), 'NoSuchKey', 404)
    })

  test('are checked against the checksum of their kind: {$self}')
    .with(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)
    .run(async ({ assert }, kind) => {
      const sent = await put({ ChecksumAlgorithm: kind })
      const got = await get({ ChecksumMode: 'ENABLED' })
      assert.isString(sent[`Checksum${kind}`])
      assert.equal(got[`Checksum${kind}`], sent[`Checksum${kind}`])

      const wrong = put({ [`Checksum${kind}`]: Buffer.alloc(4).toString('base64') })
      await refused(assert, wrong, 'BadDigest', 400)
    })

  test('are copied with their metadata or with new ones', async ({ assert }) => {
    await put({ ContentType: 'text/plain', Metadata: { release: '7' } })
    const source = `${BUCKET}/${encodeURIComponent(KEY)}`
    const copy = (more: object) =>
      client.send(
        new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource: source, ...more })
      )

    const { CopyObjectResult: result } = await copy({})
    assert.equal(result?.ETag, TAG)
    assert.containsSubset(await get({ Key: 'copy' }), { Metadata: { release: '7' } })

    await copy({ MetadataDirective: 'REPLACE', ContentType: 'text/html' })
    const replaced = await get({ Key: 'copy' })
    assert.equal(await replaced.Body?.transformToString(), TEXT)
    assert.containsSubset(replaced, { ContentType: 'text/html', Metadata: {} })

    await refused(assert, copy({ Key: KEY }), 'InvalidRequest', 400)
    await refused(assert, copy({ CopySource: `${BUCKET}/none` }), 'NoSuchKey', 404)
    await refused(assert, copy({ CopySource: 'none/x' }), 'NoSuchBucket', 404)
    await refused(assert, copy({ CopySourceIfMatch: '"x"' }), 'PreconditionFailed', 412)
    await refused(assert, copy({ IfNoneMatch: '*' }), 'PreconditionFailed', 412)
  })

  test('are deleted many at once', async ({ assert }) => {
    const keys = ['a', 'b & <c>', 'd']
    await Promise.all(keys.map((Key) => put({ Key })))
    const Objects = ['a', 'b & <c>', 'none'].map((Key) => ({ Key }))

    const { Deleted } = await client.send(
      new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } })
    )

    assert.deepEqual(Deleted, Objects)
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    assert.deepEqual(
      Contents?.map(({ Key }) => Key),
      ['d']
    )
  })

  test('are listed page by page, in the order of their bytes', async ({ assert }) => {
    const keys = ['z', 'a/1', 'a/2', 'Z', 'é', '\u{1f4d6}', 'ﬀ', 'a b&c', 'b/c/d', 'b/c/e', 'b/f']
    await Promise.all(keys.map((Key) => put({ Key })))
    const ordered = keys.toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other))
    )

    const pages = paginateListObjectsV2({ client, pageSize: 4 }, { Bucket: BUCKET })
    const seen: (string | undefined)[][] = []
    for await (const { Contents = [], KeyCount } of pages) {
      seen.push(Contents.map(({ Key }) => Key))
      assert.equal(KeyCount, Contents.length)
    }

    assert.deepEqual(
      seen.map(({ length }) => length),
      [4, 4, 3]
    )
    assert.deepEqual(seen.flat(), ordered)
  })

  test('are listed below a prefix, with folders', async ({ assert }) => {
    await Promise.all(['a/1', 'b/c/d', 'b/c/e', 'b/f', 'b/g/h', 'c'].map((Key) => put({ Key })))
    const list = async (more: object) => {
      const answer = await client.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Delimiter: '/', ...more })
      )
      return {
        keys: answer.Contents?.map(({ Key }) => Key),
        folders: answer.CommonPrefixes?.map(({ Prefix }) => Prefix),
        next: answer.NextContinuationToken,
      }
    }

    assert.containsSubset(await list({}), { keys: ['c'], folders: ['a/', 'b/'] })
    assert.containsSubset(await list({ Prefix: 'b/' }), {
      keys: ['b/f'],
      folders: ['b/c/', 'b/g/'],
    })
    const first = await list({ Prefix: 'b/', MaxKeys: 2 })
    assert.containsSubset(first, { keys: ['b/f'], folders: ['b/c/'] })
    const second = await list({ Prefix: 'b/', ContinuationToken: first.next })
    assert.deepEqual(second, { keys: undefined, folders: ['b/g/'], next: undefined })
    assert.deepEqual((await list({ StartAfter: 'b/z' })).keys, ['c'])
    await refused(assert, list({ ContinuationToken: 'made up' }), 'InvalidArgument', 400)
  })

  test('lie in a bucket that there is', async ({ assert }) => {
    await client.send(new HeadBucketCommand({ Bucket: BUCKET }))

    await refused(assert, client.send(new HeadBucketCommand({ Bucket: 'none' })), 'NotFound', 404)
    await refused(assert, put({ Bucket: 'none' }), 'NoSuchBucket', 404)
    const list = client.send(new ListObjectsV2Command({ Bucket: 'none' }))
    await refused(assert, list, 'NoSuchBucket', 404)
  })

  test('are not half known: other operations are refused', async ({ assert }) => {
    await put()
    const acl = client.send(new GetObjectAclCommand({ Bucket: BUCKET, Key: KEY }))
    await refused(assert, acl, 'NotImplemented', 501)
    const list = client.send(new ListObjectsCommand({ Bucket: BUCKET }))
    await refused(assert, list, 'NotImplemented', 501)
    await refused(assert, get({ VersionId: '1' }), 'NotImplemented', 501)
  })
})
