/*
|--------------------------------------------------------------------------
| Setup
|--------------------------------------------------------------------------
|
| Makes a checkout ready to run: installs the packages where they are not
| those of the lockfile, and a Node where that of the machine is too old.
| Runs on the Node that happens to be there, before anything is installed.
|
*/

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledPackage, isOlder, NODE_FLOOR, tooOld } from './node_floor.js'
import { install, isInstalled } from './packages.js'

/** The oldest Node, and the npm of it, that setup is tried with. */
const OLDEST_FOR_SETUP = '20.0.0'

const bin = dirname(fileURLToPath(import.meta.url))
const root = dirname(bin)
const bundleFolder = join(bin, 'bundled_node')

/** Installs what is missing, or ends the process with a sentence on why it could not. */
export async function setUp() {
  await provideNode()
  if (!isInstalled(root)) {
    await installOrStop(root, 'Installing packages (once; about half a minute) ...')
  }
}

/** Installs the bundled Node where it is needed, or ends the process with a sentence. */
export async function provideNode() {
  if (!isOlder(process.versions.node, NODE_FLOOR)) {
    return
  }
  if (isOlder(process.versions.node, OLDEST_FOR_SETUP) || bundledPackage() === null) {
    stop(tooOld())
  }
  const { version, isThere } = bundle(bundledPackage())
  if (!isThere) {
    await installOrStop(
      bundleFolder,
      `Installing Node ${version} for Kiosk (once), since this is ${process.version} ...`
    )
  }
}

function bundle(name) {
  const path = join('node_modules', name, 'package.json')
  const { packages } = readJson(join(bundleFolder, 'package-lock.json'))
  const { version } = packages[`node_modules/${name}`]
  const file = join(bundleFolder, path)
  return { version, isThere: existsSync(file) && readJson(file).version === version }
}

async function installOrStop(folder, announcement) {
  console.error(announcement)
  const problem = await install(folder)
  if (problem !== null) {
    stop(problem)
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
