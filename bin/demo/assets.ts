import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MANIFEST = 'public/assets/.vite/manifest.json'
const STAMP = 'public/assets/.vite/sources'

/**
 * Builds styles and scripts if they are missing or their sources have changed.
 */
export async function buildAssets(root: string): Promise<void> {
  const sources = fingerprint(root)
  const stamp = join(root, STAMP)
  if (existsSync(join(root, MANIFEST)) && existsSync(stamp)) {
    if (readFileSync(stamp, 'utf8') === sources) {
      return
    }
  }
  const { build } = await import('vite')
  await build({ root, logLevel: 'error' })
  writeFileSync(stamp, sources)
}

function fingerprint(root: string): string {
  const hash = createHash('sha256')
  for (const folder of ['resources/css', 'resources/js']) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    for (const file of files.filter((entry) => entry.isFile())) {
      const path = join(file.parentPath, file.name)
      hash.update(path).update(readFileSync(path))
    }
  }
  return hash.digest('hex')
}
