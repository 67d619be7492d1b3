import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const SOURCES = ['resources/css', 'resources/js', 'vite.config.ts', 'package-lock.json']
const BUILT = 'public/assets/.vite/manifest.json'

/**
 * Builds styles and scripts where they are missing or older than their sources; the pages under test
 * load them.
 * @throws Error with the output of a build that fails
 */
export function buildAssets() {
  if (changedAt(BUILT) > Math.max(...SOURCES.map(changedAt))) {
    return
  }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    { cwd: ROOT, encoding: 'utf8' }
  )
  if (status !== 0) {
    throw new Error(`The styles and scripts could not be built.\n${stdout}${stderr}`)
  }
}

/** Milliseconds of the newest change of a file or of anything in a folder; 0 where there is none. */
function changedAt(path: string): number {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false })
  if (!found?.isDirectory()) {
    return found?.mtimeMs ?? 0
  }
  const inside = readdirSync(join(ROOT, path)).map((name) => changedAt(`${path}/${name}`))
  return Math.max(found.mtimeMs, ...inside)
}
