import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { bundledPackage, NODE_FLOOR } from '#bin/node_floor'
import { CopiedStore } from '#tests/helpers/process/copied_store'
import { findOldNode } from '#tests/helpers/process/old_node'
import { type EndedProgram, runProgram } from '#tests/helpers/process/run_program'
import { PRODUCTION } from '#tests/helpers/process/graceful_stop'
import { freePort } from '#tests/helpers/process/store_process'
import { waitUntil } from '#tests/helpers/wait_until'
import type { Assert } from '@japa/assert'

/** Seconds that a store of a build may take to answer. */
const START = 60

const oldNode = await findOldNode()
const carrier = bundledPackage()
const canTry = oldNode !== null && carrier !== null
const CANNOT = 'no Node in PATH is too old for Kiosk, or none can be bundled for this machine'

test.group('A checkout on a Node that is too old', (group) => {
  let store: CopiedStore

  group.each.setup(async () => {
    store = await CopiedStore.make()
    return () => store.remove()
  })

  test('installs one that is new enough, once, and hands the command over', async ({ assert }) => {
    const programs = await programsWithNpm(store.folder, INSTALLS)
    const first = await runAce(store.folder, programs)
    assert.equal(first.code, 0, first.stderr)
    assert.include(first.stdout, 'ecommerce:doctor')
    assert.match(first.stderr, /^Installing Node [\d.]+ for Kiosk \(once\)[^\n]*\n$/)

    const second = await runAce(store.folder, await programsWithNpm(store.folder, FAILS))
    assert.equal(second.code, 0, second.stderr)
    assert.equal(second.stderr, '')
  })

  test('says in one sentence why it could not be installed', async ({ assert }) => {
    const programs = await programsWithNpm(store.folder, FAILS)
    const { code, stderr } = await runAce(store.folder, programs)
    assert.equal(code, 1)
    assert.match(stderr, /^Installing Node .*\nThe packages could not be downloaded: .*\n$/)
  })

  test('installs it again where its version has changed', async ({ assert }) => {
    await bundle(store.folder, '24.0.0')
    const programs = await programsWithNpm(store.folder, INSTALLS)
    const { code, stderr } = await runAce(store.folder, programs)
    assert.equal(code, 0, stderr)
    assert.include(stderr, 'Installing Node')
  })
})

test.group('A build', (group) => {
  let store: CopiedStore
  let build: string

  group.setup(async () => {
    store = await CopiedStore.make()
    build = join(store.folder, 'build')
    // Building the assets empties their folder, which is that of this checkout.
    await rm(join(store.folder, 'public/assets'))
    await store.ace(['build'])
    await store.ace(['migration:run', '--no-schema-generate'])
    return () => store.remove()
  })
  group.each.teardown(() => rm(bundleFolder(store.folder), { recursive: true, force: true }))

  test('on a Node that is too old ends with one sentence: {$self}')
    .with(['ace.js', 'bin/server.js', 'bin/start.js'])
    .run(async ({ assert }, file) => {
      refused(assert, await runProgram([oldNode!, join(build, file)], build, environment()))
    })
    .skip(!canTry, CANNOT)

  test('does not take a bundled Node that is too old itself', async ({ assert }) => {
    await bundle(store.folder, '24.21.0')
    refused(assert, await runProgram([oldNode!, 'build/ace.js'], store.folder, environment()))
  }).skip(!canTry, CANNOT)

  test('goes over to the Node of the checkout around it', async ({ assert }) => {
    await bundle(store.folder)
    const ace = [oldNode!, 'build/ace.js', 'list'] as const

    const developing = await runProgram([...ace], store.folder, environment())
    assert.equal(developing.code, 0, developing.stderr)
    assert.include(developing.stdout, 'ecommerce:doctor')
    assert.equal(developing.stderr, '')

    const selling = await runProgram([...ace], store.folder, {
      ...environment(),
      NODE_ENV: 'production',
    })
    assert.equal(selling.code, 0, selling.stderr)
    assert.match(selling.stderr, /^Kiosk needs Node .* came with the checkout[^\n]*\n$/)

    const wrong = await runProgram([oldNode!, 'build/bin/server.js'], store.folder, {
      ...environment(),
      APP_KEY: 'short',
    })
    assert.equal(wrong.code, 1)
    assert.match(wrong.stderr, /^APP_KEY must be set[^\n]*\n$/)
  }).skip(!canTry, CANNOT)

  test('hands signals over to it', async ({ assert }) => {
    await bundle(store.folder)
    const ended = await serveAndStop([oldNode!, 'build/bin/server.js'], store.folder)
    assert.deepEqual(ended, { status: 200, code: 0 })
  }).skip(!canTry, CANNOT)

  test('is served by npm start from the checkout, and from a copy of it', async ({
    assert,
    cleanup,
  }) => {
    const [node, ...start] = (await startScript(store.folder)).split(' ')
    assert.equal(node, 'node')
    const command = [process.execPath, ...start]
    assert.deepEqual(await serveAndStop(command, store.folder), { status: 200, code: 0 })

    const copy = await mkdtemp(join(tmpdir(), 'kiosk-build-'))
    cleanup(() => rm(copy, { recursive: true }))
    await cp(build, copy, { recursive: true })
    await symlink(app.makePath('node_modules'), join(copy, 'node_modules'))
    assert.equal(await startScript(copy), await startScript(store.folder))
    assert.deepEqual(await serveAndStop(command, copy), { status: 200, code: 0 })
  })

  test('says which Node the doctor runs on, and in production that it is bundled', async ({
    assert,
  }) => {
    assert.include(await doctor({}), `✔ Node       ${process.version}\n`)

    await bundle(store.folder)
    const selling = await doctor({ ...PRODUCTION, STRIPE_API_BASE: '' })
    assert.include(selling, `! Node       ${process.version} came with the checkout`)
    assert.include(selling, `→ Install Node ${NODE_FLOOR} or newer`)
  }).skip(carrier === null, 'no Node can be bundled for this machine')

  test('names a package that is missing: {$self}')
    .with(['@adonisjs/core', '@adonisjs/shield'])
    .run(async ({ assert, cleanup }, missing) => {
      const copy = await mkdtemp(join(tmpdir(), 'kiosk-build-'))
      cleanup(() => rm(copy, { recursive: true }))
      await cp(build, copy, { recursive: true })
      await linkPackages(copy, missing)
      const server = [process.execPath, 'bin/server.js'] as const

      const { code, stderr } = await runProgram([...server], copy, environment())

      assert.equal(code, 1)
      assert.equal(
        stderr,
        `The package "${missing}" is not installed completely. Run "npm ci" and try again.\n`
      )
    })

  function environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...PRODUCTION,
      NODE_ENV: 'development',
      APP_URL: 'http://localhost',
      DB_CONNECTION: 'sqlite',
      DATA_DIR: join(store.folder, '.data'),
      REDIS_URL: '',
    }
  }

  async function doctor(changed: NodeJS.ProcessEnv): Promise<string> {
    const command = [process.execPath, 'build/ace.js', 'ecommerce:doctor'] as const
    const data = { DATA_DIR: join(store.folder, '.data') }
    const { stdout } = await runProgram([...command], store.folder, {
      ...environment(),
      ...changed,
      ...data,
    })
    return stdout
  }

  /** Starts a store, asks whether it is alive, and ends it as a supervisor would. */
  async function serveAndStop([command, ...args]: string[], cwd: string) {
    const port = String(await freePort())
    const child = spawn(command, args, {
      cwd,
      env: { ...environment(), PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    const ended = once(child, 'exit')
    let status = 0
    try {
      await waitUntil(
        'the store answers',
        async () => {
          if (child.exitCode !== null) {
            throw new Error(output)
          }
          status = await statusOf(`http://127.0.0.1:${port}/health/live`)
          return status !== 0
        },
        START
      )
    } finally {
      child.kill('SIGTERM')
    }
    const [code] = await ended
    return { status, code }
  }
})

/** A stand-in for npm that installs the Node that runs this test. */
const INSTALLS = `#!${process.execPath}
import fs from 'node:fs'
const name = '${carrier}'
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
fs.rmSync('node_modules', { recursive: true, force: true })
fs.mkdirSync('node_modules/' + name + '/bin', { recursive: true })
fs.symlinkSync(process.execPath, 'node_modules/' + name + '/bin/node')
const { version } = packages['node_modules/' + name]
fs.writeFileSync('node_modules/' + name + '/package.json', JSON.stringify({ version }))
`

const FAILS = '#!/bin/sh\necho "npm error code ENOTFOUND" >&2\nexit 1\n'

/** @returns a PATH that begins with such an npm */
async function programsWithNpm(folder: string, text: string): Promise<string> {
  const npm = join(folder, 'programs/npm')
  await mkdir(dirname(npm), { recursive: true })
  await writeFile(npm, text)
  await chmod(npm, 0o755)
  return `${dirname(npm)}:/usr/bin:/bin`
}

function runAce(folder: string, programs: string): Promise<EndedProgram> {
  return runProgram([oldNode!, 'ace.js', 'list'], folder, {
    ...process.env,
    PATH: programs,
    NODE_NO_WARNINGS: '1',
  })
}

/** Puts the Node that runs this test where setup puts a bundled one. */
async function bundle(checkout: string, version = NODE_FLOOR) {
  const folder = join(bundleFolder(checkout), carrier!)
  await mkdir(join(folder, 'bin'), { recursive: true })
  await symlink(process.execPath, join(folder, 'bin/node'))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ version }))
}

function bundleFolder(checkout: string): string {
  return join(checkout, 'bin/bundled_node/node_modules')
}

async function startScript(folder: string): Promise<string> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).scripts.start
}

/** Every package of this checkout but one. */
async function linkPackages(folder: string, missing: string) {
  const from = app.makePath('node_modules')
  for (const name of await readdir(from)) {
    if (name.startsWith('@')) {
      await mkdir(join(folder, 'node_modules', name), { recursive: true })
      for (const scoped of await readdir(join(from, name))) {
        await link(`${name}/${scoped}`)
      }
    } else {
      await link(name)
    }
  }

  async function link(name: string) {
    if (name !== missing) {
      await mkdir(join(folder, 'node_modules'), { recursive: true })
      await symlink(join(from, name), join(folder, 'node_modules', name))
    }
  }
}

async function statusOf(address: string): Promise<number> {
  try {
    const answer = await fetch(address)
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}

function refused(assert: Assert, { code, stderr, stdout }: EndedProgram) {
  assert.equal(code, 1)
  assert.equal(stdout, '')
  assert.match(
    stderr,
    new RegExp(`^Kiosk needs Node ${NODE_FLOOR} or newer, and this is v\\S+ Install it .*\\.\n$`)
  )
}
