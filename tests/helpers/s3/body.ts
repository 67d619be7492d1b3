import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type Checksum, checkChecksum } from '#tests/helpers/s3/checksums'
import { S3Error } from '#tests/helpers/s3/s3_error'

/** The one way of sending a body in chunks that is known here: unsigned, with trailers. */
const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'

/** What a request brought, and the checksum that it brought along. */
export interface Body {
  bytes: Buffer
  checksum: Checksum | null
}

/**
 * Reads a body to its end.
 * @throws where the client goes away before that
 */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * The content of a body, checked against everything that the request says about it.
 * @param payload the hash of the body as it was signed, or the word that stands for it
 * @throws {S3Error} where the bytes are not those that were sent
 */
export function readBody(raw: Buffer, headers: Map<string, string>, payload: string): Body {
  if (payload === CHUNKED) {
    const { bytes, trailers } = readChunks(raw)
    if (bytes.length !== Number(headers.get('x-amz-decoded-content-length'))) {
      throw new S3Error('IncompleteBody', 'The body has another length than was announced.')
    }
    const announced = headers.get('x-amz-trailer')
    if (announced !== undefined && !trailers.has(announced.toLowerCase())) {
      throw new S3Error('InvalidRequest', `The trailer ${announced} is missing.`)
    }
    return { bytes, checksum: checkChecksum(new Map([...headers, ...trailers]), bytes) }
  }
  if (payload.startsWith('STREAMING-')) {
    throw new S3Error('NotImplemented', `This server does not know ${payload}.`)
  }
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(raw)) {
    throw new S3Error('XAmzContentSHA256Mismatch', 'The body is not the one that was signed.')
  }
  return { bytes: raw, checksum: checkChecksum(headers, raw) }
}

/** Takes `aws-chunked` apart: chunks with their length in front, an empty one, trailers. */
function readChunks(raw: Buffer) {
  const chunks: Buffer[] = []
  let position = 0
  const line = () => {
    const end = raw.indexOf('\r\n', position)
    if (end === -1) {
      throw new S3Error('IncompleteBody', 'The chunked body has no end.')
    }
    const text = raw.toString('latin1', position, end)
    position = end + 2
    return text
  }
  for (;;) {
    const head = line()
    if (!/^[0-9a-f]+$/i.test(head)) {
      throw new S3Error('InvalidRequest', 'A chunk does not begin with its length.')
    }
    const length = Number.parseInt(head, 16)
    if (length === 0) {
      break
    }
    chunks.push(raw.subarray(position, position + length))
    position += length
    if (line() !== '') {
      throw new S3Error('IncompleteBody', 'A chunk has another length than was announced.')
    }
  }
  const trailers = new Map<string, string>()
  for (let text = line(); text !== ''; text = line()) {
    const [name, value = ''] = text.split(/:(.*)/s)
    trailers.set(name.trim().toLowerCase(), value.trim())
  }
  return { bytes: Buffer.concat(chunks), trailers }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
