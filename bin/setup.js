/*
|--------------------------------------------------------------------------
| Setup
|--------------------------------------------------------------------------
|
| Installs the packages where they are missing or the lockfile has changed.
| Plain JavaScript without packages, since it runs on the Node that happens
| to be there (20 or newer) before anything is installed.
|
*/

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const OLDEST_NODE = 20
const REQUIRED_NODE = 24
const BUNDLED_FOR = ['linux-x64', 'linux-arm64', 'win32-x64']

/** Milliseconds between npm's tries; by itself it is silent for minutes where there is no network. */
const SHORT_RETRIES = {
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_retry_maxtimeout: '5000',
}

const root = join(import.meta.dirname, '..')
const stampFile = join(root, 'node_modules', '.kiosk-lockfile')

refuseUnsupportedMachine()
if (installedLockfile() !== lockfile()) {
  install()
}

function refuseUnsupportedMachine() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < OLDEST_NODE) {
    stop(`Kiosk's setup needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`)
  }
  const machine = `${process.platform}-${process.arch}`
  if (major < REQUIRED_NODE && !BUNDLED_FOR.includes(machine)) {
    stop(
      `Kiosk runs on Node ${REQUIRED_NODE}, which it brings along for Linux and Windows but not for ${machine}. Install Node ${REQUIRED_NODE} and try again.`
    )
  }
}

function install() {
  console.log('Installing packages (once; about half a minute) ...')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, ...SHORT_RETRIES, npm_config_update_notifier: 'false' },
  })
  if (result.error) {
    stop('npm was not found. Install Node with npm and try again.')
  }
  if (result.status !== 0) {
    stop(reasonOf(`${result.stdout}\n${result.stderr}`))
  }
  writeFileSync(stampFile, lockfile())
}

/** One sentence instead of npm's report. */
function reasonOf(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|network/i.test(output)) {
    return 'The packages could not be downloaded: there is no connection to the npm registry. Check the network and try again.'
  }
  if (/ENOSPC/.test(output)) {
    return 'The packages could not be installed: the disk is full.'
  }
  if (/EACCES|EPERM/.test(output)) {
    return `The packages could not be installed: ${root} is not writable for you.`
  }
  const line = output.split('\n').find((text) => /npm (error|ERR!)/.test(text)) ?? ''
  return `The packages could not be installed. npm says: ${line.replace(/^npm (error|ERR!)\s*/, '').trim() || 'nothing'}`
}

function lockfile() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

function installedLockfile() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : null
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
