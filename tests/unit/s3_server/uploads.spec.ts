import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { BUCKET, clientOf, refused, serverOf } from '#tests/unit/s3_server/support'

const KEY = 'films/long one.mp4'
const LEAST = 100

test.group('Uploads in parts to the S3 test server', (group) => {
  const server = serverOf(group, { leastPartBytes: LEAST })
  let client: S3Client

  group.each.setup(() => {
    client = clientOf(server())
  })

  const create = async (Key = KEY) => {
    const answer = await client.send(
      new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ContentType: 'video/mp4' })
    )
    return { Bucket: BUCKET, Key, UploadId: answer.UploadId }
  }
  type Upload = Awaited<ReturnType<typeof create>>

  const send = async (upload: Upload, PartNumber: number, Body: Buffer | string) => {
    const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }))
    return { PartNumber, ETag }
  }
  const complete = (upload: Upload, Parts: CompletedPart[], more: object = {}) =>
    client.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more })
    )
  const get = () => client.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }))

  test('become one object, in the order of the numbers', async ({ assert }) => {
    const [one, two] = [Buffer.alloc(LEAST, 'one'), Buffer.from('two')]
    const upload = await create()
    const second = await send(upload, 7, two)
    await send(upload, 2, Buffer.alloc(LEAST, 'wrong'))
    const first = await send(upload, 2, one)
    await refused(assert, get(), 'NoSuchKey', 404)

    const { ETag } = await complete(upload, [first, second])

    const sums = [one, two].map((part) => createHash('md5').update(part).digest())
    const sum = createHash('md5').update(Buffer.concat(sums)).digest('hex')
    assert.equal(ETag, `"${sum}-2"`)
    const got = await get()
    assert.containsSubset(got, { ETag, ContentType: 'video/mp4', ContentLength: LEAST + 3 })
    assert.isTrue(Buffer.concat([one, two]).equals(await got.Body!.transformToByteArray()))
    await refused(assert, complete(upload, [first, second]), 'NoSuchUpload', 404)
  })

  test('list the parts that have arrived, page by page', async ({ assert }) => {
    const upload = await create()
    for (const number of [3, 1, 2]) {
      await send(upload, number, 'x'.repeat(number))
    }
    const list = (more: object) => client.send(new ListPartsCommand({ ...upload, ...more }))
    const first = await list({ MaxParts: 2 })
    const second = await list({ MaxParts: 2, PartNumberMarker: first.NextPartNumberMarker })

    assert.deepEqual(
      first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
      [
        [1, 1],
        [2, 2],
      ]
    )
    assert.isTrue(first.IsTruncated)
    assert.equal(second.Parts?.[0].PartNumber, 3)
    assert.isFalse(second.IsTruncated)
  })

  test('are listed until they are complete or aborted', async ({ assert }) => {
    const uploads = [await create('b'), await create('a/1'), await create('a/2')]
    const list = async (more: object = {}) =>
      client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, ...more }))
    const keys = async (more: object = {}) => (await list(more)).Uploads?.map(({ Key }) => Key)

    assert.deepEqual(await keys(), ['a/1', 'a/2', 'b'])
    assert.deepEqual(await keys({ Prefix: 'a/' }), ['a/1', 'a/2'])
    const { NextKeyMarker, NextUploadIdMarker, IsTruncated } = await list({ MaxUploads: 2 })
    assert.isTrue(IsTruncated)
    const rest = { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker }
    assert.deepEqual(await keys(rest), ['b'])

    await complete(uploads[1], [await send(uploads[1], 1, 'x')])
    await client.send(new AbortMultipartUploadCommand(uploads[2]))
    assert.deepEqual(await keys(), ['b'])
  })

  test('that were aborted are gone with their parts', async ({ assert }) => {
    const upload = await create()
    const part = await send(upload, 1, 'x')
    await client.send(new AbortMultipartUploadCommand(upload))

    await refused(assert, send(upload, 2, 'x'), 'NoSuchUpload', 404)
    await refused(assert, complete(upload, [part]), 'NoSuchUpload', 404)
    await refused(assert, client.send(new ListPartsCommand(upload)), 'NoSuchUpload', 404)
    const again = client.send(new AbortMultipartUploadCommand(upload))
    await refused(assert, again, 'NoSuchUpload', 404)
  })

  test('belong to their key', async ({ assert }) => {
    const upload = await create()
    await refused(assert, send({ ...upload, Key: 'other' }, 1, 'x'), 'NoSuchUpload', 404)
  })

  test('are not completed with parts that are wrong', async ({ assert }) => {
    const upload = await create()
    const small = await send(upload, 1, 'x'.repeat(LEAST - 1))
    const last = await send(upload, 2, 'y')

    await refused(assert, complete(upload, [small, last]), 'EntityTooSmall', 400)
    await refused(assert, complete(upload, [last, small]), 'InvalidPartOrder', 400)
    await refused(assert, complete(upload, [{ ...small, ETag: '"x"' }]), 'InvalidPart', 400)
    await refused(assert, complete(upload, [{ ...small, PartNumber: 9 }]), 'InvalidPart', 400)
    await refused(assert, complete(upload, []), 'MalformedXML', 400)
    await refused(assert, send(upload, 0, 'x'), 'InvalidArgument', 400)
    await refused(assert, send(upload, 10_001, 'x'), 'InvalidArgument', 400)
    await complete(upload, [small])
  })

  test('are completed on a condition', async ({ assert }) => {
    const upload = await create()
    const part = await send(upload, 1, 'x')
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: 'first' }))

    const late = complete(upload, [part], { IfNoneMatch: '*' })

    await refused(assert, late, 'PreconditionFailed', 412)
    assert.equal(await (await get()).Body?.transformToString(), 'first')
  })

  test('take parts from an object that is there', async ({ assert }) => {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'source', Body: 'abcdef' }))
    const upload = await create()
    const { CopyPartResult: result } = await client.send(
      new UploadPartCopyCommand({
        ...upload,
        PartNumber: 1,
        CopySource: `${BUCKET}/source`,
        CopySourceRange: 'bytes=2-3',
      })
    )

    await complete(upload, [{ PartNumber: 1, ETag: result?.ETag }])

    assert.equal(await (await get()).Body?.transformToString(), 'cd')
  })
})

test.group('Parts of the S3 test server', (group) => {
  const server = serverOf(group)

  test('need 5 MiB unless they are the last', async ({ assert }) => {
    const client = clientOf(server())
    const created = await client.send(
      new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: KEY })
    )
    const upload = { Bucket: BUCKET, Key: KEY, UploadId: created.UploadId }
    const parts = await Promise.all(
      [5 * 1024 * 1024, 5 * 1024 * 1024 - 1, 1].map(async (size, index) => {
        const part = { ...upload, PartNumber: index + 1, Body: Buffer.alloc(size) }
        const { ETag } = await client.send(new UploadPartCommand(part))
        return { PartNumber: index + 1, ETag }
      })
    )
    const complete = (Parts: CompletedPart[]) =>
      client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))

    await refused(assert, complete(parts), 'EntityTooSmall', 400)
    await complete(parts.slice(0, 2))
  })
})
