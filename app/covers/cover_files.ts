import { join } from 'node:path'
import storeConfig from '#config/store'

/** Where covers are served; the route and every address come from here. */
export const COVERS_PATH = '/covers'

/** A file of a cover: its key, the width of this variant, the format. */
export const COVER_FILE = /^[0-9a-f]{24}-\d{1,4}x\d{1,4}-\d{1,4}\.(?:avif|webp|jpg)$/

const KEY = /^[0-9a-f]{24}-(\d{1,4})x(\d{1,4})$/

export const COVER_MAX_WIDTH = 1280
export const COVER_MAX_HEIGHT = 2560

/** Pixels; a picture is never enlarged, and has its own width where it is narrower. */
const WIDTHS = [400, 800, COVER_MAX_WIDTH]

/** Pixels of the one JPEG, for readers without newer formats and for link previews. */
const FALLBACK_WIDTH = 1200

export interface CoverVariant {
  file: string
  width: number
  format: 'avif' | 'webp' | 'jpeg'
}

/** What a `<picture>` is made of. */
export interface CoverImage {
  width: number
  height: number
  /** Best format first. */
  sources: { type: string; srcset: string }[]
  src: string
}

/**
 * The picture behind a product's `cover_key`, or null where it has none.
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
 * Every file that belongs to a key, narrowest first; none where it is no key.
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

/** The place of a cover's file on this disk. */
export function coverPath(file: string): string {
  return join(storeConfig.dataDirectory, 'covers', file)
}
