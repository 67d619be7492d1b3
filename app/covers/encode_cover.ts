import { createHash } from 'node:crypto'
import sharp, { type Metadata, type Sharp } from 'sharp'
import {
  COVER_MAX_HEIGHT,
  COVER_MAX_WIDTH,
  coverVariants,
  type CoverVariant,
} from '#covers/cover_files'
import { hasCover, storeCover } from '#covers/cover_store'
import { DAMAGED, HEIC, refusedFormat, whyUnreadable } from '#covers/unreadable_picture'

/** Accepted formats. SVG is not, because it can refer to files and other servers. */
const READABLE_FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'avif', 'heif', 'tiff'])

/** Pixels of an uploaded picture: a small file can decode to gigabytes. */
const MAX_PIXELS = 50_000_000

/** Frames of an animation among which one that shows something is looked for. */
const MOST_FRAMES = 20

/** Encoding one picture takes up to 100 MB: one picture at a time, on one thread. */
sharp.concurrency(1)
sharp.cache(false)
let encoding: Promise<unknown> = Promise.resolve()

/** Part of every key. To be changed with the encoding, so that new files get new addresses. */
const RECIPE = 'cover-3'

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
  const metadata = await readMetadata(bytes)
  refuseUnusable(metadata)
  const { width, height } = fittedSize(metadata.autoOrient)
  const digest = createHash('sha256').update(RECIPE).update(bytes).digest('hex').slice(0, 24)
  const key = `${digest}-${width}x${height}`

  if (!(await coverExists(key))) {
    const frame = await findFrame(bytes, metadata.pages ?? 1)
    for (const variant of coverVariants(key)) {
      await writeVariant(bytes, frame, variant)
    }
  }
  return key
}

/** The largest size in which a picture is stored. */
function fittedSize({ width, height }: { width: number; height: number }) {
  const scale = Math.min(1, COVER_MAX_WIDTH / width, COVER_MAX_HEIGHT / height)
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
}

/**
 * Refuses what cannot be decoded, each with its own reason.
 * The decoder for HEIC (HEVC) is patented and not part of sharp:
 * https://sharp.pixelplumbing.com/api-output/#heif
 */
function refuseUnusable({ format, compression, width, height }: Metadata) {
  if (format === 'heif' && compression !== 'av1') {
    throw new UnusableImage(HEIC)
  }
  if (!READABLE_FORMATS.has(format)) {
    throw new UnusableImage(refusedFormat(format.toUpperCase()))
  }
  if (width * height > MAX_PIXELS) {
    const megapixels = Math.ceil((width * height) / 1_000_000)
    throw new UnusableImage(
      `This picture has ${megapixels} megapixels, and the limit is ${MAX_PIXELS / 1_000_000}: make it smaller.`
    )
  }
}

/**
 * The first frame of an animation that is not of a single colour: many begin with an empty one. The
 * first frame where none is, and for a picture without frames.
 */
async function findFrame(bytes: Buffer, frames: number): Promise<number> {
  for (let frame = 0; frames > 1 && frame < Math.min(frames, MOST_FRAMES); frame++) {
    const { channels } = await decoded(open(bytes, frame).stats())
    if (channels.some(({ min, max }) => min !== max)) {
      return frame
    }
  }
  return 0
}

/** The result of decoding pixels, which only a damaged picture prevents. */
function decoded<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((cause) => {
    throw new UnusableImage(DAMAGED, { cause })
  })
}

/** Reads the head alone, so that a picture with too many pixels is refused for its size. */
async function readMetadata(bytes: Buffer): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata()
  } catch (cause) {
    throw new UnusableImage(whyUnreadable(bytes), { cause })
  }
}

async function writeVariant(bytes: Buffer, frame: number, variant: CoverVariant) {
  const picture = open(bytes, frame).autoOrient().resize({ width: variant.width })
  const encoded = await decoded(inFormat(picture, variant.format).toBuffer())
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

function open(bytes: Buffer, frame = 0): Sharp {
  return sharp(bytes, { page: frame, limitInputPixels: MAX_PIXELS, failOn: 'error' })
}
