import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import {
  COVER_MAX_HEIGHT,
  COVER_MAX_WIDTH,
  coverPath,
  coverVariants,
  type CoverVariant,
} from '#covers/cover_files'

/** Formats that are read; SVG is left out, because it can name files and other servers. */
const READABLE_FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'avif', 'heif', 'tiff'])

/** Pixels of a picture as it comes; a small file can unpack to gigabytes. */
const MAX_PIXELS = 50_000_000

/** An encoder takes up to 100 MB for one picture: one at a time, each on one thread. */
sharp.concurrency(1)
sharp.cache(false)
let encoding: Promise<unknown> = Promise.resolve()

/** Part of every key, so that another recipe gives other addresses. */
const RECIPE = 'cover-2'

/**
 * A picture that cannot become a cover. The message is for the person who gave it.
 */
export class UnusableImage extends Error {}

/**
 * Encodes a picture for covers, without what else is in the file (place, camera, colour profile),
 * and keeps it under a key made from its bytes.
 * @returns the key; the same picture has the same one
 * @throws UnusableImage
 */
export function encodeCover(bytes: Buffer): Promise<string> {
  const encoded = encoding.then(() => encode(bytes))
  encoding = encoded.catch(() => {})
  return encoded
}

/**
 * Whether all files of a cover are on this disk.
 */
export async function coverExists(key: string): Promise<boolean> {
  const sizes = await Promise.all(
    coverVariants(key).map(({ file }) =>
      stat(coverPath(file)).then(
        ({ size }) => size,
        () => 0
      )
    )
  )
  return sizes.length > 0 && sizes.every((size) => size > 0)
}

async function encode(bytes: Buffer): Promise<string> {
  const { width, height } = await fittedSize(bytes)
  const digest = createHash('sha256').update(RECIPE).update(bytes).digest('hex').slice(0, 24)
  const key = `${digest}-${width}x${height}`

  if (!(await coverExists(key))) {
    await mkdir(dirname(coverPath(key)), { recursive: true })
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
  const path = coverPath(variant.file)
  const part = `${path}.${randomUUID()}.part`
  try {
    await writeFile(part, encoded, { flush: true })
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Low efforts: on the sample covers higher ones take four times as long for 5 % of the bytes. */
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
