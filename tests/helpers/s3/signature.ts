import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { S3Error, type S3ErrorCode } from '#tests/helpers/s3/s3_error'
import type { S3Request } from '#tests/helpers/s3/s3_request'

const ALGORITHM = 'AWS4-HMAC-SHA256'

/** Milliseconds by which the clocks of client and server may differ. */
const MOST_SKEW = 15 * 60_000

/** Seconds for which an address may be signed. */
const LONGEST_EXPIRY = 7 * 24 * 60 * 60

/** Who may sign, and for which region. */
export interface S3Credentials {
  accessKeyId: string
  secretAccessKey: string
  region: string
}

interface Signed {
  credential: string
  signedHeaders: string[]
  signature: string
  /** As in the request, such as 20261129T120000Z. */
  date: string
  /** The hash of the body as it was signed, or a word that says how the body is protected. */
  payload: string
  malformed: S3ErrorCode
}

/**
 * Checks the signature (version 4) of a request, in its headers or in its query.
 * @param now milliseconds since 1970
 * @returns the hash of the body as it was signed, or a word such as UNSIGNED-PAYLOAD
 * @throws {S3Error} as S3 answers: unsigned, expired, wrong key, changed on the way
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
export function verifySignature(
  request: S3Request,
  credentials: S3Credentials,
  now: number
): string {
  const parameters = new Map(request.parameters)
  const signed = parameters.has('X-Amz-Algorithm')
    ? readQuery(request, parameters, now)
    : readHeaders(request, now)
  const [accessKeyId, day, region, service, end] = signed.credential.split('/')

  if (accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', 'The access key does not exist.')
  }
  if (region !== credentials.region) {
    throw new S3Error(signed.malformed, `The region '${region}' is wrong.`, {
      Region: credentials.region,
    })
  }
  if (service !== 's3' || end !== 'aws4_request' || !signed.date.startsWith(day)) {
    throw new S3Error(signed.malformed, 'The scope of the credential is wrong.')
  }
  refuseUnsignedHeaders(request, signed.signedHeaders)

  const scope = [day, region, service, end].join('/')
  const canonical = canonicalRequest(request, signed)
  const text = [ALGORITHM, signed.date, scope, sha256(canonical)].join('\n')
  const key = [day, region, service, end].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`
  )
  const expected = hmac(key, text)
  const given = Buffer.from(signed.signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Error('SignatureDoesNotMatch', 'The signature does not match.', {
      StringToSign: text,
      CanonicalRequest: canonical,
    })
  }
  return signed.payload
}

function readHeaders({ headers }: S3Request, now: number): Signed {
  const authorization = headers.get('authorization')
  if (authorization === undefined) {
    throw new S3Error('AccessDenied', 'Access Denied')
  }
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^, ]+), ?SignedHeaders=([^, ]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization
    )
  if (parts === null) {
    throw new S3Error('AuthorizationHeaderMalformed', 'The authorization header is malformed.')
  }
  const date = headers.get('x-amz-date') ?? ''
  if (!(Math.abs(readDate(date) - now) <= MOST_SKEW)) {
    throw new S3Error('RequestTimeTooSkewed', 'The clocks differ too much.')
  }
  const payload = headers.get('x-amz-content-sha256')
  if (payload === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header: x-amz-content-sha256')
  }
  const [, credential, signedHeaders, signature] = parts
  return {
    credential,
    signedHeaders: signedHeaders.split(';'),
    signature,
    date,
    payload,
    malformed: 'AuthorizationHeaderMalformed',
  }
}

function readQuery({ headers }: S3Request, parameters: Map<string, string>, now: number): Signed {
  const read = (name: string) => {
    const value = parameters.get(`X-Amz-${name}`)
    if (value === undefined) {
      throw new S3Error('AuthorizationQueryParametersError', `X-Amz-${name} is missing.`)
    }
    return value
  }
  const date = read('Date')
  const signedAt = readDate(date)
  const expires = Number(read('Expires'))
  const isLength = Number.isInteger(expires) && expires > 0 && expires <= LONGEST_EXPIRY
  if (read('Algorithm') !== ALGORITHM || Number.isNaN(signedAt) || !isLength) {
    throw new S3Error('AuthorizationQueryParametersError', 'A parameter of the signature is wrong.')
  }
  if (now > signedAt + expires * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      Expires: new Date(signedAt + expires * 1000).toISOString(),
    })
  }
  if (signedAt > now + MOST_SKEW) {
    throw new S3Error('AccessDenied', 'Request is not valid yet')
  }
  return {
    credential: read('Credential'),
    signedHeaders: read('SignedHeaders').split(';'),
    signature: read('Signature'),
    date,
    payload: headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
    malformed: 'AuthorizationQueryParametersError',
  }
}

function refuseUnsignedHeaders({ sentHeaders }: S3Request, signedHeaders: string[]) {
  const unsigned = sentHeaders.filter(
    (name) =>
      (name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256')) &&
      !signedHeaders.includes(name)
  )
  if (unsigned.length > 0) {
    throw new S3Error('AccessDenied', 'There were headers which were not signed', {
      HeadersNotSigned: unsigned.join(', '),
    })
  }
}

function canonicalRequest(
  { method, path, parameters, headers }: S3Request,
  { signedHeaders, payload }: Signed
): string {
  const query = parameters
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)])
    .sort((one, other) => compare(one[0], other[0]) || compare(one[1], other[1]))
    .map((pair) => pair.join('='))
    .join('&')
  const lines = signedHeaders.map((name) => {
    const value = (headers.get(name) ?? '').trim().replace(/ +/g, ' ')
    return `${name}:${value}\n`
  })
  const target = path
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/')
  return [method, target, query, lines.join(''), signedHeaders.join(';'), payload].join('\n')
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

/** Milliseconds since 1970; NaN where it is no date. */
function readDate(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  return parts === null
    ? Number.NaN
    : Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`)
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
