import type { Vite } from '@adonisjs/vite'

/** The letters of most pages; see tokens.css. */
const FONT = '/inter-latin-wght-normal.woff2'

/**
 * Tells where the font lies, so that pages ask for it at once and their text does not jump. Its
 * address is known by its name alone: packages may lie anywhere.
 * @returns null where a development server hands out the files
 */
export function fontPreload(vite: Vite): () => string | null {
  let address: string | null | undefined
  return () => (address ??= vite.useDevServer ? null : findFont(vite))
}

function findFont(vite: Vite): string | null {
  const font = Object.values(vite.manifest()).find((file) => file.src?.endsWith(FONT))
  return font ? `${vite.assetsUrl()}/${font.file}` : null
}
