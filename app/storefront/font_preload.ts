import type { Vite } from '@adonisjs/vite'

/** The font of most pages; see tokens.css. */
const FONT = '/inter-latin-wght-normal.woff2'

/**
 * Returns a function that gives the font's URL for a preload link, so that text does not jump. The
 * font is found by its file name, because packages may be installed anywhere.
 * @returns a function that answers null while Vite's development server serves the files
 */
export function fontPreload(vite: Vite): () => string | null {
  let address: string | null | undefined
  return () => (address ??= vite.useDevServer ? null : findFont(vite))
}

function findFont(vite: Vite): string | null {
  const font = Object.values(vite.manifest()).find((file) => file.src?.endsWith(FONT))
  return font ? `${vite.assetsUrl()}/${font.file}` : null
}
