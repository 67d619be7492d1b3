import { isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

/**
 * An Ace command as it works in the present folder: `node ace …` in the checkout and in a build, and
 * `node build/ace.js …` beside a build.
 */
export function aceCommand(command: string): string {
  const path = relative(process.cwd(), join(root, 'ace.js'))
  if (path === 'ace.js') {
    return `node ace ${command}`
  }
  const isBelow = !path.startsWith('..') && !isAbsolute(path)
  return `node ${isBelow ? path : join(root, 'ace.js')} ${command}`
}

/** The command that runs the migrations; in production it needs to be told so. */
export function migrateCommand(): string {
  const isProduction = process.env.NODE_ENV === 'production'
  return aceCommand(isProduction ? 'migration:run --force' : 'migration:run')
}
