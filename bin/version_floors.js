/*
|--------------------------------------------------------------------------
| Version floors
|--------------------------------------------------------------------------
|
| Packages whose older versions have known holes, and the advisory that says
| so; Node itself, of which `npm audit` knows nothing, among them. Works
| without a network; `npm audit` is the wider net where there is one.
|
*/

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOlder, NODE_FLOOR } from './node_floor.js'

/** The release of 11 November 2026, with the fixes of that of 21 October. */
const SAFE_NODE = ['24.22.3', 'CVE-2026-123864']

/**
 * GHSA-8w45-cghr-9rh4 of @adonisjs/bodyparser is fixed in 11.0.5, which the registry did not have on
 * 29 November 2026; until then `app/http/forms/multipart.ts` has a guard. Raise the floor to it.
 */
const FLOORS = {
  '@adonisjs/bodyparser': ['11.0.4', 'GHSA-gvq6-hvvp-h34h'],
  '@adonisjs/http-server': ['9.3.0', 'GHSA-2m6q-8v3h-jqww'],
  '@adonisjs/lucid': ['22.0.0', 'GHSA-g5gc-h5hp-555f'],
  'edge.js': ['5.3.2', 'CVE-2021-23443'],
  'sanitize-html': ['2.17.4', 'CVE-2026-44990'],
}
const BANNED = { 'adm-zip': 'CVE-2026-76845', 'extract-zip': 'CVE-2026-56876' }

const problems = [...problemsOfPackages(), ...problemsOfNode()]

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}

function problemsOfPackages() {
  const { packages } = JSON.parse(read('package-lock.json'))
  return Object.entries(packages).flatMap(([path, { version, dev }]) => {
    const name = path.split('node_modules/').at(-1)
    return [
      ...tooOld(name, version, FLOORS[name]),
      ...(BANNED[name] && !dev ? [`${name} is not to be used (${BANNED[name]})`] : []),
    ]
  })
}

function problemsOfNode() {
  const nvmrc = read('.nvmrc').trim()
  const bundled = JSON.parse(read('bin/bundled_node/package.json')).optionalDependencies
  return [
    ...tooOld('Node of "engines" in package.json', NODE_FLOOR, SAFE_NODE),
    ...Object.entries(bundled).flatMap(([name, version]) => tooOld(name, version, SAFE_NODE)),
    ...(nvmrc === NODE_FLOOR ? [] : [`.nvmrc says ${nvmrc}, and package.json ${NODE_FLOOR}`]),
  ]
}

function tooOld(name, version, floor) {
  return floor && isOlder(version, floor[0])
    ? [`${name} ${version} is older than ${floor[0]} (${floor[1]})`]
    : []
}

function read(file) {
  return readFileSync(join(import.meta.dirname, '..', file), 'utf8')
}
