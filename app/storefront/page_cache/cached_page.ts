import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

/** A cached page: its bytes in every encoding, and its own headers. */
export interface CachedPage {
  etag: string
  contentType: string
  bodies: Record<Encoding, Buffer>
}

const GZIP_LEVEL = 6
const BROTLI_QUALITY = 5

/** Characters of `Accept-Encoding` that are read; no browser sends more. */
const HEADER_LENGTH = 200

/** Headers of every public page. */
export const PUBLIC_HEADERS = {
  'cache-control': 'public, no-cache',
  'vary': 'Cookie, Accept-Language, Accept-Encoding',
} as const

/**
 * Compresses a page once, so that it can be sent any number of times.
 */
export async function makeCachedPage(html: string, contentType: string): Promise<CachedPage> {
  const identity = Buffer.from(html)
  const [zipped, brotli] = await Promise.all([
    promisify(gzip)(identity, { level: GZIP_LEVEL }),
    promisify(brotliCompress)(identity, {
      params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
    }),
  ])
  return { etag: pageEtag(html), contentType, bodies: { identity, gzip: zipped, br: brotli } }
}

/**
 * The weak entity tag of a page: the same whatever the encoding.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
 */
export function pageEtag(html: string): string {
  return `W/"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`
}

/**
 * Whether the visitor already has the page with this entity tag.
 * @param ifNoneMatch the `If-None-Match` header as received
 */
export function hasPage(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) {
    return false
  }
  const opaque = etag.replace(/^W\//, '')
  return ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === opaque)
}

/**
 * The smallest encoding that the client accepts.
 * @param acceptEncoding the `Accept-Encoding` header as received
 */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  const taken = new Map(
    (acceptEncoding ?? '')
      .slice(0, HEADER_LENGTH)
      .split(',')
      .map((part) => {
        const [name, ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
        return [name, !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter))]
      })
  )
  const best = (['br', 'gzip'] as const).find((encoding) => taken.get(encoding) === true)
  return best ?? 'identity'
}
