/*
|--------------------------------------------------------------------------
| Packages
|--------------------------------------------------------------------------
|
| Whether a folder has the packages of its lockfile, and npm to install them.
|
*/

import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds between npm's tries; by itself it is silent for minutes where there is no network. */
const SHORT_RETRIES = {
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_retry_maxtimeout: '5000',
}

/** Also where the environment is that of production, or of an npm that leaves some of them out. */
const EVERYTHING = ['--include=dev', '--include=optional', '--include=peer']

/**
 * Compares the lockfile with the list that npm keeps of what it has installed, and that with the
 * folders that are there. Optional packages may be missing, since most are for other machines.
 */
export function isInstalled(folder) {
  const locked = packagesIn(join(folder, 'package-lock.json'))
  const installed = packagesIn(join(folder, 'node_modules', '.package-lock.json'))
  return (
    Object.entries(locked).every(
      ([path, { optional }]) => path === '' || optional || path in installed
    ) &&
    Object.entries(installed).every(
      ([path, { version, integrity, extraneous }]) =>
        existsSync(join(folder, path, 'package.json')) &&
        (extraneous || (locked[path]?.version === version && locked[path]?.integrity === integrity))
    )
  )
}

/** Milliseconds between two words that a slow installation is still running. */
const STILL_RUNNING = 10_000

/**
 * Installs what the lockfile of a folder says, and says so from time to time while that takes long.
 * @returns a sentence on what went wrong, or null
 */
export async function install(folder) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const child = spawn(
    npm,
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...EVERYTHING],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: { ...process.env, ...SHORT_RETRIES, npm_config_update_notifier: 'false' },
    }
  )
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const begin = Date.now()
  const news = setInterval(() => {
    const seconds = Math.round((Date.now() - begin) / 1000)
    console.error(`Still installing, for ${seconds} seconds ...`)
  }, STILL_RUNNING)
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    return code === 0 ? null : reasonOf(output, folder)
  } catch {
    return 'npm was not found. Install Node with npm and try again.'
  } finally {
    clearInterval(news)
  }
}

/** One sentence instead of npm's report. */
function reasonOf(output, folder) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|network/i.test(output)) {
    return 'The packages could not be downloaded: there is no connection to the npm registry. Check the network and try again.'
  }
  if (/ENOSPC/.test(output)) {
    return 'The packages could not be installed: the disk is full.'
  }
  if (/EACCES|EPERM/.test(output)) {
    return `The packages could not be installed: ${folder} is not writable for you.`
  }
  const line = output.split('\n').find((text) => /npm (error|ERR!)/.test(text)) ?? ''
  return `The packages could not be installed. npm says: ${line.replace(/^npm (error|ERR!)\s*/, '').trim() || 'nothing'}`
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}
