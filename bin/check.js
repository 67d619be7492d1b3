/*
|--------------------------------------------------------------------------
| Checks
|--------------------------------------------------------------------------
|
| Everything but the tests: `npm run check`. Each step is named; the first
| one that fails ends the run with its output.
|
*/

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Milliseconds. */
const AUDIT_TIMEOUT = 60_000

const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'kiosk-check-'))

process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

step('Generated indexes are up to date', () =>
  unchanged(['.adonisjs/server'], () => node('ace.js', 'codegen'))
)
step('The schema is that of the migrations', () =>
  unchanged(['database/schema.ts'], () => node('ace.js', 'migration:run'))
)
step('Types', () => node('node_modules/typescript/bin/tsc', '--noEmit'))
step('Types of the browser scripts', () =>
  node('node_modules/typescript/bin/tsc', '-p', 'resources/js')
)
step('Lint and the directions of imports', () => node('node_modules/eslint/bin/eslint.js', '.'))
step('Formatting', () => node('node_modules/prettier/bin/prettier.cjs', '--check', '.'))
step('Versions with known holes', () => node('bin/version_floors.js'))
console.log(`  npm audit: ${audit()}`)
step('Production build', () => node('ace.js', 'build'))
step('HTML validity', () => node('ace.js', 'test', 'functional', '--tags=@html'))

function step(name, run) {
  const begin = Date.now()
  const failure = run()
  const seconds = ((Date.now() - begin) / 1000).toFixed(1)
  if (failure) {
    console.error(`${failure}\n✘ ${name} (${seconds} s)`)
    process.exit(1)
  }
  console.log(`✔ ${name} (${seconds} s)`)
}

function node(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      NODE_ENV: 'development',
      ...process.env,
      DATA_DIR: join(scratch, 'data'),
      ENV_PATH: args.includes('test') ? root : scratch,
      LOG_LEVEL: 'error',
    },
  })
  return status === 0 ? null : `${stdout}${stderr}`
}

/**
 * What the registry says of the packages that production runs on. Told, not judged: an advisory may
 * come on any day, and many registries have none to give.
 */
function audit() {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: root,
    encoding: 'utf8',
    timeout: AUDIT_TIMEOUT,
  })
  try {
    const { total, ...levels } = JSON.parse(stdout).metadata.vulnerabilities
    const found = Object.entries(levels).filter(([, count]) => count > 0)
    return total === 0
      ? 'nothing known'
      : found.map(([name, count]) => `${count} ${name}`).join(', ')
  } catch {
    return 'the registry could not be asked, so only the versions above were checked'
  }
}

function unchanged(paths, run) {
  const before = contents(paths)
  const failure = run()
  if (failure) {
    return failure
  }
  const after = contents(paths)
  const changed = Object.keys({ ...before, ...after }).filter(
    (path) => before[path] !== after[path]
  )
  return changed.length === 0 ? null : `Commit the regenerated files: ${changed.join(', ')}`
}

function contents(paths) {
  return Object.fromEntries(
    paths.flatMap((path) =>
      path.endsWith('.ts')
        ? [[path, readFileSync(join(root, path), 'utf8')]]
        : readdirSync(join(root, path)).map((name) => [
            `${path}/${name}`,
            readFileSync(join(root, path, name), 'utf8'),
          ])
    )
  )
}
