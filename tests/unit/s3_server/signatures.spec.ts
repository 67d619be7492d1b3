import { test } from '@japa/runner'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { S3Error } from '#tests/helpers/s3/s3_error'
import { readRequest } from '#tests/helpers/s3/s3_request'
import { S3Server } from '#tests/helpers/s3/s3_server'
import { verifySignature } from '#tests/helpers/s3/signature'
import {
  BUCKET,
  clientOf,
  codeOf,
  refused,
  sendSigned,
  serverOf,
  signAddress,
} from '#tests/unit/s3_server/support'

const KEY = 'books/Über uns (1).pdf'
const PATH = `/${BUCKET}/books/%C3%9Cber%20uns%20%281%29.pdf`
const MINUTE = 60_000

test.group('Signatures at the S3 test server', (group) => {
  const server = serverOf(group)

  group.each.setup(async () => {
    const object = { Bucket: BUCKET, Key: KEY, Body: 'text', ContentType: 'text/plain' }
    await clientOf(server()).send(new PutObjectCommand(object))
  })

  test('are needed', async ({ assert }) => {
    const answer = await fetch(`${server().url}${PATH}`)
    assert.equal(answer.status, 403)
    assert.equal(await codeOf(answer), 'AccessDenied')
  })

  test('of another key or secret are refused', async ({ assert }) => {
    const get = (more: object) =>
      clientOf(server(), {
        credentials: { ...server().credentials, ...more },
      }).send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }))

    await refused(assert, get({ secretAccessKey: 'x' }), 'SignatureDoesNotMatch', 403)
    await refused(assert, get({ accessKeyId: 'x' }), 'InvalidAccessKeyId', 403)
    const elsewhere = clientOf(server(), { region: 'eu-west-1', followRegionRedirects: false })
    await refused(
      assert,
      elsewhere.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY })),
      'AuthorizationHeaderMalformed',
      400
    )
  })

  test('of a clock that is wrong are refused', async ({ assert }) => {
    for (const [skew, status] of [
      [14, 200],
      [-14, 200],
      [16, 403],
      [-16, 403],
    ]) {
      const date = new Date(Date.now() + skew * MINUTE)
      assert.equal((await sendSigned(server(), { path: PATH }, date)).status, status)
    }
  })

  test('cover the body', async ({ assert }) => {
    const answer = await sendSigned(server(), {
      method: 'PUT',
      path: PATH,
      headers: { 'x-amz-content-sha256': '0'.repeat(64) },
      body: 'text',
    })
    assert.equal(await codeOf(answer), 'XAmzContentSHA256Mismatch')
  })

  test('in an address let its bearer read, in part too, and name the headers of the answer', async ({
    assert,
  }) => {
    const address = await signAddress(server(), {
      path: PATH,
      query: { 'response-content-disposition': 'attachment; filename="Über uns.pdf"' },
    })

    const whole = await fetch(address)
    const part = await fetch(address, { headers: { range: 'bytes=1-2' } })

    assert.equal(whole.status, 200)
    assert.equal(whole.headers.get('content-type'), 'text/plain')
    assert.include(whole.headers.get('content-disposition') ?? '', 'attachment; filename=')
    assert.equal(await whole.text(), 'text')
    assert.equal(part.status, 206)
    assert.equal(await part.text(), 'ex')
  })

  test('in an address let its bearer write what was signed', async ({ assert }) => {
    const address = await signAddress(server(), {
      method: 'PUT',
      path: `/${BUCKET}/new`,
      headers: { 'content-type': 'image/png' },
    })
    const send = (type: string) =>
      fetch(address, { method: 'PUT', body: 'new', headers: { 'content-type': type } })

    assert.equal(await codeOf(await send('text/html')), 'SignatureDoesNotMatch')
    assert.equal((await send('image/png')).status, 200)
    const got = await clientOf(server()).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'new' }))
    assert.equal(got.ContentType, 'image/png')
    assert.equal(await got.Body?.transformToString(), 'new')
  })

  test('in an address are for nothing else: {what}')
    .with([
      { what: 'another object', change: (address: string) => address.replace('books', 'films') },
      {
        what: 'a longer time',
        change: (address: string) => address.replace('Expires=60', 'Expires=61'),
      },
      { what: 'another header', change: (address: string) => `${address}&response-expires=0` },
      {
        what: 'another signature',
        change: (address: string) => address.replace(/(Signature=)\w/, '$1g'),
      },
    ])
    .run(async ({ assert }, { change }) => {
      const answer = await fetch(change(await signAddress(server(), { path: PATH })))
      assert.equal(answer.status, 403)
      assert.equal(await codeOf(answer), 'SignatureDoesNotMatch')
    })

  test('in an address are for one method and no further header', async ({ assert }) => {
    const address = await signAddress(server(), { path: PATH })
    const deleted = await fetch(address, { method: 'DELETE' })
    const more = await fetch(address, { headers: { 'x-amz-meta-a': 'b' } })

    assert.equal(await codeOf(deleted), 'SignatureDoesNotMatch')
    assert.equal(await codeOf(more), 'AccessDenied')
  })

  test('in an address need all of their parameters', async ({ assert }) => {
    const address = await signAddress(server(), { path: PATH })
    for (const name of ['Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature']) {
      const answer = await fetch(address.replace(new RegExp(`&?X-Amz-${name}=[^&]*`), ''))
      assert.equal(await codeOf(answer), 'AuthorizationQueryParametersError', name)
    }
  })
})

test.group('Signed addresses of the S3 test server', () => {
  test('are valid from their date to their end', async ({ assert, cleanup }) => {
    let now = Date.now()
    const server = new S3Server({ buckets: [BUCKET], now: () => now })
    await server.start()
    cleanup(() => server.stop())
    const path = `/${BUCKET}/none`
    const start = Math.floor(now / 1000) * 1000
    const address = await signAddress(
      server,
      { path },
      { expiresIn: 60, signingDate: new Date(start) }
    )
    const ask = async (at: number) => {
      now = at
      return codeOf(await fetch(address))
    }

    assert.equal(await ask(start), 'NoSuchKey')
    assert.equal(await ask(start + MINUTE), 'NoSuchKey')
    assert.equal(await ask(start + MINUTE + 1), 'AccessDenied')
    assert.equal(await ask(start - 14 * MINUTE), 'NoSuchKey')
    assert.equal(await ask(start - 16 * MINUTE), 'AccessDenied')
  })

  test('of the example in the manual of S3 are right', ({ assert }) => {
    const signature = 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
    const request = readRequest({
      method: 'GET',
      url:
        '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
        '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
        `&X-Amz-Signature=${signature}`,
      headersDistinct: { host: ['examplebucket.s3.amazonaws.com'] },
    } as unknown as Parameters<typeof readRequest>[0])
    const credentials = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
    }
    const now = Date.parse('2013-05-24T12:00:00Z')

    assert.equal(verifySignature(request, credentials, now), 'UNSIGNED-PAYLOAD')
    assert.throws(
      () => verifySignature({ ...request, method: 'PUT' }, credentials, now),
      S3Error as never
    )
  })
})
