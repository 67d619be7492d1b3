import { join } from 'node:path'
import storeConfig from '#config/store'

/** The path under which covers are served. */
export const COVERS_PATH = '/covers'

/** The folder of covers on this machine. */
export const COVERS_DIRECTORY = join(storeConfig.dataDirectory, 'covers')

/** The file name of a cover variant: key, width, format. */
export const COVER_FILE = /^[0-9a-f]{24}-\d{1,4}x\d{1,4}-\d{1,4}\.(?:avif|webp|jpg)$/

const KEY = /^[0-9a-f]{24}-(\d{1,4})x(\d{1,4})$/

/** In pixels. */
export const COVER_MAX_WIDTH = 1280
/** In pixels. */
export const COVER_MAX_HEIGHT = 2560

/** Widths of the variants, in pixels. A narrower picture keeps its own width. */
const WIDTHS = [400, 800, COVER_MAX_WIDTH]

/** Width of the JPEG in pixels, for clients without newer formats and for link previews. */
const FALLBACK_WIDTH = 1200

/** A file of a cover. */
export interface CoverVariant {
  file: string
  /** In pixels. */
  width: number
  format: 'avif' | 'webp' | 'jpeg'
}

/** The parts of a `<picture>` element. */
export interface CoverImage {
  width: number
  height: number
  /** Best format first. */
  sources: { type: string; srcset: string }[]
  src: string
}

/**
 * The picture of a `cover_key`; null if there is no key, or it is malformed.
 */
export function coverImage(key: string | null): CoverImage | null {
  const variants = key === null ? [] : coverVariants(key)
  const fallback = variants.find((variant) => variant.format === 'jpeg')
  if (key === null || fallback === undefined) {
    return null
  }
  const [, width, height] = KEY.exec(key)!
  return {
    width: Number(width),
    height: Number(height),
    sources: (['avif', 'webp'] as const).map((format) => ({
      type: `image/${format}`,
      srcset: variants
        .filter((variant) => variant.format === format)
        .map((variant) => `${COVERS_PATH}/${variant.file} ${variant.width}w`)
        .join(', '),
    })),
    src: `${COVERS_PATH}/${fallback.file}`,
  }
}

/**
 * Every file of a cover, narrowest first; empty if the key is malformed.
 */
export function coverVariants(key: string): CoverVariant[] {
  const parts = KEY.exec(key)
  if (parts === null) {
    return []
  }
  const full = Number(parts[1])
  const widths = [...WIDTHS.filter((width) => width < full), full]
  const fallback = Math.min(full, FALLBACK_WIDTH)
  return [
    ...widths.flatMap((width): CoverVariant[] => [
      { file: `${key}-${width}.avif`, width, format: 'avif' },
      { file: `${key}-${width}.webp`, width, format: 'webp' },
    ]),
    { file: `${key}-${fallback}.jpg`, width: fallback, format: 'jpeg' },
  ]
}

/** The path of a cover file on this machine. */
export function coverPath(file: string): string {
  return join(COVERS_DIRECTORY, file)
}
