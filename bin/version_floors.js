/*
|--------------------------------------------------------------------------
| Version floors
|--------------------------------------------------------------------------
|
| Packages whose older versions have known holes, and the advisory that says
| so. Works without a network; `npm audit` is the wider net where there is one.
|
*/

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FLOORS = {
  '@adonisjs/bodyparser': ['11.0.4', 'GHSA-gvq6-hvvp-h34h'],
  '@adonisjs/http-server': ['9.3.0', 'GHSA-2m6q-8v3h-jqww'],
  '@adonisjs/lucid': ['22.0.0', 'GHSA-g5gc-h5hp-555f'],
  'edge.js': ['5.3.2', 'CVE-2021-23443'],
  'sanitize-html': ['2.17.4', 'CVE-2026-44990'],
}
const BANNED = { 'adm-zip': 'CVE-2026-76845', 'extract-zip': 'CVE-2026-56876' }

const { packages } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8')
)
const problems = Object.entries(packages).flatMap(([path, { version, dev }]) => {
  const name = path.split('node_modules/').at(-1)
  const floor = FLOORS[name]
  if (floor && isOlder(version, floor[0])) {
    return [`${name} ${version} is older than ${floor[0]} (${floor[1]})`]
  }
  return BANNED[name] && !dev ? [`${name} is not to be used (${BANNED[name]})`] : []
})

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}

function isOlder(version, floor) {
  const [one, other] = [version, floor].map((text) => text.split('-')[0].split('.').map(Number))
  const at = one.findIndex((part, index) => part !== other[index])
  return at !== -1 && one[at] < other[at]
}
