import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import {
  COVER_MAX_HEIGHT,
  COVER_MAX_WIDTH,
  coverVariants,
  type CoverVariant,
} from '#covers/cover_files'
import { hasCover, storeCover } from '#covers/cover_store'

/** Accepted formats. SVG is not, because it can refer to files and other servers. */
const READABLE_FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'avif', 'heif', 'tiff'])

/** Pixels of an uploaded picture: a small file can decode to gigabytes. */
const MAX_PIXELS = 50_000_000

/** Encoding one picture takes up to 100 MB: one picture at a time, on one thread. */
sharp.concurrency(1)
sharp.cache(false)
let encoding: Promise<unknown> = Promise.resolve()

/** Part of every key. To be changed with the encoding, so that new files get new addresses. */
const RECIPE = 'cover-2'

/**
 * A picture that cannot be used as a cover. The message is shown to the person who uploaded it.
 */
export class UnusableImage extends Error {}

/**
 * Encodes a picture as a cover, without its metadata (location, camera, colour profile), and stores
 * the files under a key derived from its bytes.
 * @returns the key; the same picture always gets the same one
 * @throws UnusableImage
 * @throws CoverNotStored
 */
export function encodeCover(bytes: Buffer): Promise<string> {
  const encoded = encoding.then(() => encode(bytes))
  encoding = encoded.catch(() => {})
  return encoded
}

/**
 * Whether every web process finds all files of a cover.
 */
export async function coverExists(key: string): Promise<boolean> {
  const found = await Promise.all(coverVariants(key).map(({ file }) => hasCover(file)))
  return found.length > 0 && found.every(Boolean)
}

async function encode(bytes: Buffer): Promise<string> {
  const { width, height } = await fittedSize(bytes)
  const digest = createHash('sha256').update(RECIPE).update(bytes).digest('hex').slice(0, 24)
  const key = `${digest}-${width}x${height}`

  if (!(await coverExists(key))) {
    for (const variant of coverVariants(key)) {
      await writeVariant(bytes, variant)
    }
  }
  return key
}

async function fittedSize(bytes: Buffer): Promise<{ width: number; height: number }> {
  const { format, autoOrient } = await readMetadata(bytes)
  const { width, height } = autoOrient
  if (!READABLE_FORMATS.has(format)) {
    throw new UnusableImage('Covers can be JPEG, PNG, WebP, AVIF, GIF or TIFF pictures.')
  }
  const scale = Math.min(1, COVER_MAX_WIDTH / width, COVER_MAX_HEIGHT / height)
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
}

async function readMetadata(bytes: Buffer) {
  try {
    return await open(bytes).metadata()
  } catch (cause) {
    throw new UnusableImage('This is no picture that can be read.', { cause })
  }
}

async function writeVariant(bytes: Buffer, variant: CoverVariant) {
  const picture = open(bytes).autoOrient().resize({ width: variant.width })
  const encoded = await inFormat(picture, variant.format)
    .toBuffer()
    .catch((cause) => {
      throw new UnusableImage('This picture is damaged.', { cause })
    })
  await storeCover(variant.file, encoded)
}

/** Low effort: on the sample covers a higher one takes four times as long and saves 5 %. */
function inFormat(picture: Sharp, format: CoverVariant['format']): Sharp {
  switch (format) {
    case 'avif':
      return picture.avif({ quality: 55, effort: 2, chromaSubsampling: '4:2:0' })
    case 'webp':
      return picture.webp({ quality: 80, effort: 2 })
    case 'jpeg':
      return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 82, mozjpeg: true })
  }
}

function open(bytes: Buffer): Sharp {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
}
