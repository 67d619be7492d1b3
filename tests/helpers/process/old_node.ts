import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { isOlder, NODE_FLOOR } from '#bin/node_floor'

/**
 * A Node of this machine on which Kiosk must not run.
 * @returns its path; null where PATH has none
 */
export async function findOldNode(): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, 'node')
    const version = await versionOf(node)
    if (version !== null && isOlder(version, NODE_FLOOR)) {
      return node
    }
  }
  return null
}

async function versionOf(node: string): Promise<string | null> {
  try {
    await access(node)
    const { stdout } = await promisify(execFile)(node, ['--version'])
    return stdout.trim().replace('v', '')
  } catch {
    return null
  }
}
