import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type CachedPage, makeCachedPage } from '#storefront/page_cache/cached_page'

/** Types of built files that are worth compressing. */
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

/** The file names contain a hash of the content. */
export const BUILT_HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'vary': 'Accept-Encoding',
} as const

/**
 * Reads and compresses the built stylesheets and scripts, by URL. Empty where nothing was built.
 * @param folder where they are on disk
 * @param address the URL path under which they are served
 */
export async function readBuiltFiles(
  folder: string,
  address: string
): Promise<Map<string, CachedPage>> {
  const names = await readdir(folder).catch(() => [])
  const files = names
    .filter((name) => extname(name) in TYPES)
    .map(async (name): Promise<[string, CachedPage]> => [
      `${address}/${name}`,
      await makeCachedPage(await readFile(join(folder, name), 'utf8'), TYPES[extname(name)]),
    ])
  return new Map(await Promise.all(files))
}
