import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { S3Client, type S3ClientConfig, S3ServiceException } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Assert } from '@japa/assert'
import type { Group } from '@japa/runner/core'
import { S3Server, type S3ServerOptions } from '#tests/helpers/s3/s3_server'

export const BUCKET = 'goods'

/** A server for each test of a group. */
export function serverOf(group: Group, options: Partial<S3ServerOptions> = {}): () => S3Server {
  let server: S3Server
  group.each.setup(async () => {
    server = new S3Server({ buckets: [BUCKET], ...options })
    await server.start()
    return () => server.stop()
  })
  return () => server
}

/** The client that a store uses. */
export function clientOf(server: S3Server, settings: S3ClientConfig = {}): S3Client {
  return new S3Client({
    region: server.credentials.region,
    endpoint: server.url,
    credentials: server.credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    ...settings,
  })
}

/** Expects the answer to be this error of S3. */
export async function refused(
  assert: Assert,
  answer: Promise<unknown>,
  code: string,
  status: number
) {
  const error = await answer.then(
    () => null,
    (reason: unknown) => reason
  )
  assert.instanceOf(error, S3ServiceException)
  assert.equal((error as S3ServiceException).name, code)
  assert.equal((error as S3ServiceException).$metadata.httpStatusCode, status)
}

interface Request {
  method?: string
  /** Such as /goods/book.pdf */
  path: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: string
}

/** Sends a request with a signature in its headers, as a client of another make would. */
export async function sendSigned(
  server: S3Server,
  { method = 'GET', path, query = {}, headers = {}, body }: Request,
  signingDate = new Date()
): Promise<Response> {
  const signed = await signerOf(server).sign(
    { ...target(server, path), method, query, headers: { ...hostOf(server), ...headers }, body },
    { signingDate }
  )
  const search = new URLSearchParams(query).toString()
  return fetch(`${server.url}${path}${search && `?${search}`}`, {
    method,
    headers: signed.headers,
    body,
  })
}

/** An address with a signature in its query, as clients of S3 make them. */
export async function signAddress(
  server: S3Server,
  { method = 'GET', path, query = {}, headers = {} }: Request,
  { expiresIn = 60, signingDate = new Date() } = {}
): Promise<string> {
  const signed = await signerOf(server).presign(
    {
      ...target(server, path),
      method,
      query,
      headers: { ...hostOf(server), ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn, signingDate, unhoistableHeaders: new Set(Object.keys(headers)) }
  )
  const search = Object.entries(signed.query as Record<string, string>)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&')
  return `${server.url}${path}?${search}`
}

/** The code of the error document of an answer. */
export async function codeOf(answer: Response): Promise<string | undefined> {
  return /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1]
}

function signerOf({ credentials }: S3Server): SignatureV4 {
  return new SignatureV4({
    service: 's3',
    region: credentials.region,
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
  })
}

function target(server: S3Server, path: string) {
  const { protocol, hostname, port } = new URL(server.url)
  return { protocol, hostname, port: Number(port), path }
}

function hostOf(server: S3Server): Record<string, string> {
  return { host: new URL(server.url).host }
}

/** What the signer asks of a hash. */
class Sha256 {
  #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret))
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView) {
    this.#hash.update(typeof chunk === 'string' ? chunk : bytesOf(chunk))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset() {
    this.#hash = createHash('sha256')
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data)
}
