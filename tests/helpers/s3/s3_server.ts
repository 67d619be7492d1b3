import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody, readBytes } from '#tests/helpers/s3/body'
import type { Bucket, S3Answer } from '#tests/helpers/s3/bucket'
import { operationOf } from '#tests/helpers/s3/operations'
import { S3Error } from '#tests/helpers/s3/s3_error'
import { readRequest, type S3Request } from '#tests/helpers/s3/s3_request'
import { type S3Credentials, verifySignature } from '#tests/helpers/s3/signature'
import { writeXml } from '#tests/helpers/s3/xml'

/** The least size of a part that is not the last: 5 MiB. */
const LEAST_PART_BYTES = 5 * 1024 * 1024

export interface S3ServerOptions {
  buckets: string[]
  credentials?: Partial<S3Credentials>
  /** Bytes that every part of an upload but the last needs. */
  leastPartBytes?: number
  /** The server's clock, in milliseconds since 1970. */
  now?: () => number
}

/**
 * An S3 of its own on this machine, with everything in memory. It addresses buckets by path, checks
 * signatures and checksums as S3 does, and answers NotImplemented to what it does not know: versions,
 * access rules, encryption, the first kind of list. What it keeps stays when it is stopped and
 * started again, on the same port.
 */
export class S3Server {
  readonly credentials: S3Credentials
  readonly #buckets: Map<string, Bucket>
  readonly #leastPartBytes: number
  readonly #now: () => number
  #server: Server | null = null
  #port = 0

  constructor({
    buckets,
    credentials,
    leastPartBytes = LEAST_PART_BYTES,
    now = Date.now,
  }: S3ServerOptions) {
    this.#buckets = new Map(
      buckets.map((name) => [name, { objects: new Map(), uploads: new Map() }])
    )
    this.credentials = {
      accessKeyId: 'AKIATESTTESTTESTTEST',
      secretAccessKey: 'secret/of+the/tests',
      region: 'us-east-1',
      ...credentials,
    }
    this.#leastPartBytes = leastPartBytes
    this.#now = now
  }

  /** Where it listens, such as http://127.0.0.1:4000. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start() {
    const server = createServer((request, response) => void this.#serve(request, response))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Stops listening and cuts every connection. */
  async stop() {
    const server = this.#server
    this.#server = null
    if (server !== null) {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }

  /** Deletes all objects of all buckets. */
  empty() {
    this.#buckets.forEach(({ objects }) => objects.clear())
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse) {
    const requestId = randomBytes(8).toString('hex').toUpperCase()
    try {
      const raw = await readBytes(incoming)
      const { status, headers, body = '' } = this.#answer(incoming, raw, requestId)
      response.writeHead(status, {
        ...(typeof body === 'string' && body !== '' ? { 'content-type': 'application/xml' } : {}),
        ...headers,
        ...(status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }),
        'x-amz-request-id': requestId,
        'server': 'AmazonS3',
      })
      response.end(incoming.method === 'HEAD' || status === 304 ? undefined : body)
    } catch {
      response.destroy()
    }
  }

  #answer(incoming: IncomingMessage, raw: Buffer, requestId: string): S3Answer {
    try {
      return this.#carryOut(readRequest(incoming), raw)
    } catch (error) {
      const failure =
        error instanceof S3Error
          ? error
          : new S3Error('InternalError', (error as Error).stack ?? '')
      const { code, message, status, details } = failure
      const size = details.ActualObjectSize
      return {
        status,
        headers: size === undefined ? {} : { 'content-range': `bytes */${size}` },
        body: writeXml('Error', {
          Code: code,
          Message: message,
          ...details,
          Resource: incoming.url?.split('?')[0],
          RequestId: requestId,
        }),
      }
    }
  }

  #carryOut(request: S3Request, raw: Buffer): S3Answer {
    const payload = verifySignature(request, this.credentials, this.#now())
    const hasLength = ['content-length', 'x-amz-decoded-content-length'].some((name) =>
      request.headers.has(name)
    )
    if (request.method === 'PUT' && !hasLength) {
      throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.')
    }
    const body = readBody(raw, request.headers, payload)
    const handle = operationOf(request)
    return handle({
      request,
      body,
      bucket: this.#bucketNamed(request.bucket),
      bucketNamed: (name) => this.#bucketNamed(name),
      now: new Date(this.#now()),
      leastPartBytes: this.#leastPartBytes,
    })
  }

  #bucketNamed(name: string): Bucket {
    const bucket = this.#buckets.get(name)
    if (bucket === undefined) {
      throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name })
    }
    return bucket
  }
}
