import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { S3Error } from '#tests/helpers/s3/s3_error'

/** How S3 names a checksum, and what it is. */
export interface Checksum {
  /** The header, such as x-amz-checksum-crc32. */
  header: string
  /** Base64. */
  value: string
}

const CASTAGNOLI = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  }
  return value
})

const WAYS: Record<string, (bytes: Buffer) => Buffer> = {
  'x-amz-checksum-crc32': (bytes) => fourBytes(crc32(bytes)),
  'x-amz-checksum-crc32c': (bytes) => fourBytes(crc32c(bytes)),
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest(),
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest(),
}

/**
 * The checksum that a client sent along with a body, checked against it; null where it sent none.
 * @param headers of the request, together with its trailers
 * @throws {S3Error} BadDigest where it is that of other bytes
 */
export function checkChecksum(headers: Map<string, string>, bytes: Buffer): Checksum | null {
  const md5 = headers.get('content-md5')
  if (md5 !== undefined && md5 !== createHash('md5').update(bytes).digest('base64')) {
    throw new S3Error('BadDigest', 'The Content-MD5 did not match what was received.')
  }
  const sent = [...headers].find(
    ([name]) => name.startsWith('x-amz-checksum-') && !/-(?:algorithm|type|mode)$/.test(name)
  )
  if (sent === undefined) {
    return null
  }
  const [header, value] = sent
  const way = WAYS[header]
  if (way === undefined) {
    throw new S3Error('NotImplemented', `This server does not know ${header}.`)
  }
  if (way(bytes).toString('base64') !== value) {
    throw new S3Error('BadDigest', `The ${header} did not match what was received.`)
  }
  return { header, value }
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function crc32c(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value = CASTAGNOLI[(value ^ byte) & 0xff] ^ (value >>> 8)
  }
  return (value ^ 0xffffffff) >>> 0
}
