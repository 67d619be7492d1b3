import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { NODE_FLOOR } from '#bin/node_floor'
import { runProgram } from '#tests/helpers/process/run_program'

type Entry = { version: string; integrity: string; dev?: true; optional?: true }
type Packages = Record<string, Entry>

const PACKAGES: Packages = {
  'node_modules/sold': { version: '1.0.0', integrity: 'sha512-sold' },
  'node_modules/@kiosk/tried': { version: '2.0.0', integrity: 'sha512-tried', dev: true },
  'node_modules/elsewhere': { version: '3.0.0', integrity: 'sha512-else', optional: true },
}

/** Installs what fits this machine, as npm does, and writes down that it was asked. */
const NPM = `#!${process.execPath}
import fs from 'node:fs'
fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
fs.rmSync('node_modules', { recursive: true, force: true })
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
const fit = Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional)
for (const [path] of fit) {
  fs.mkdirSync(path, { recursive: true })
  fs.writeFileSync(path + '/package.json', '{}')
}
const list = { packages: Object.fromEntries(fit) }
fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify(list))
`

test.group('The scripts of package.json', (group) => {
  let checkout: string

  group.each.setup(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'kiosk-setup-'))
    await cp(app.makePath('bin'), join(checkout, 'bin'), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    })
    for (const file of ['package.json', '.nvmrc']) {
      await cp(app.makePath(file), join(checkout, file))
    }
    await writeLockfile(PACKAGES)
    await writeProgram('npm', NPM)
    return () => rm(checkout, { recursive: true })
  })

  test('install what is missing, once', async ({ assert }) => {
    assert.deepEqual(await run(), { code: 0, stdout: 'ran\n' })
    assert.equal(await timesInstalled(), 1)

    assert.deepEqual(await run(), { code: 0, stdout: 'ran\n' })
    assert.equal(await timesInstalled(), 1)
  })

  test('say that a slow installation is still running', async ({ assert }) => {
    await writeProgram(
      'npm',
      NPM.replace(
        'fs.appendFileSync',
        'await new Promise((resolve) => setTimeout(resolve, 12_000))\nfs.appendFileSync'
      )
    )
    const { code, stderr } = await programRun('node', '-v')
    assert.equal(code, 0)
    assert.match(stderr, /^Installing packages .*\nStill installing, for 10 seconds \.\.\.\n$/)
  }).timeout(60_000)

  test('install nothing after npm ci', async ({ assert }) => {
    await runProgram([join(checkout, 'programs/npm'), 'ci'], checkout, {})

    await run()

    assert.equal(await timesInstalled(), 1)
  })

  test('install again where {title}')
    .with([
      {
        title: 'the folder of a package is gone',
        change: () => rm(join(checkout, 'node_modules/sold'), { recursive: true }),
      },
      {
        title: 'the lockfile says another version',
        change: () =>
          writeLockfile({
            ...PACKAGES,
            'node_modules/sold': { version: '1.0.1', integrity: 'sha512-sold' },
          }),
      },
      {
        title: 'the lockfile says other bytes',
        change: () =>
          writeLockfile({
            ...PACKAGES,
            'node_modules/sold': { version: '1.0.0', integrity: 'sha512-other' },
          }),
      },
      {
        title: 'the lockfile has a further package',
        change: () =>
          writeLockfile({
            ...PACKAGES,
            'node_modules/new': { version: '1.0.0', integrity: 'sha512-new' },
          }),
      },
      {
        title: 'the lockfile has a package less',
        change: () => writeLockfile({ 'node_modules/sold': PACKAGES['node_modules/sold'] }),
      },
      {
        title: 'the packages for development were left out',
        change: () => writeInstalled({ 'node_modules/sold': PACKAGES['node_modules/sold'] }),
      },
    ])
    .run(async ({ assert }, { change }) => {
      await run()
      await change()

      assert.equal((await run()).code, 0)
      assert.equal(await timesInstalled(), 2)
    })

  test('leave a package alone that somebody has added for the time being', async ({ assert }) => {
    await run()
    await mkdir(join(checkout, 'node_modules/tool'))
    await writeFile(join(checkout, 'node_modules/tool/package.json'), '{}')
    await writeInstalled({
      'node_modules/sold': PACKAGES['node_modules/sold'],
      'node_modules/@kiosk/tried': PACKAGES['node_modules/@kiosk/tried'],
      'node_modules/tool': { version: '1.0.0', integrity: 'sha512-tool', extraneous: true },
    })

    await run()

    assert.equal(await timesInstalled(), 1)
  })

  test('run on the Node that npm runs on where it is new enough', async ({ assert }) => {
    await writeProgram('node', '#!/bin/sh\necho another Node\n')
    const { stdout } = await run('node', '-p', 'process.execPath')
    assert.equal(stdout.trim(), process.execPath)
  })

  test('end with the exit code of what they ran', async ({ assert }) => {
    assert.equal((await run('node', '-e', 'process.exit(7)')).code, 7)
    assert.equal((await run('sh', '-c', 'kill -TERM $$')).code, 143)
  })

  test('say in one sentence that npm cannot be reached', async ({ assert }) => {
    await writeProgram('npm', '#!/bin/sh\necho "npm error code ENOTFOUND" >&2\nexit 1\n')
    const { code, stderr } = await programRun('node', '-v')
    assert.equal(code, 1)
    assert.match(stderr, /^Installing packages .*\nThe packages could not be downloaded: .*\n$/)
  })

  test('start no store where there is no build', async ({ assert }) => {
    const start = join(checkout, 'bin/start.js')
    const { code, stderr } = await runProgram([process.execPath, start], checkout, {})
    assert.equal(code, 1)
    assert.match(stderr, /^There is no build yet\. .*npm run build.*\n$/)
  })

  test('find a Node with known holes: {file}')
    .with([
      { file: 'package.json', from: `>=${NODE_FLOOR}`, to: '>=24.21.0' },
      { file: 'bin/bundled_node/package.json', from: NODE_FLOOR, to: '24.21.0' },
      { file: '.nvmrc', from: NODE_FLOOR, to: '24.21.0' },
    ])
    .run(async ({ assert }, { file, from, to }) => {
      const floors = [process.execPath, join(checkout, 'bin/version_floors.js')] as const
      assert.equal((await runProgram([...floors], checkout, {})).code, 0)
      const path = join(checkout, file)
      await writeFile(path, (await readFile(path, 'utf8')).replace(from, to))

      const { code, stderr } = await runProgram([...floors], checkout, {})

      assert.equal(code, 1)
      assert.include(stderr, '24.21.0')
    })

  async function run(...command: string[]) {
    const { code, stdout } = await programRun(
      ...(command.length === 0 ? ['node', '-e', 'console.log("ran")'] : command)
    )
    return { code, stdout }
  }

  function programRun(...command: string[]) {
    return runProgram([process.execPath, join(checkout, 'bin/run.js'), ...command], checkout, {
      PATH: [join(checkout, 'programs'), '/usr/bin', '/bin'].join(delimiter),
    })
  }

  async function timesInstalled(): Promise<number> {
    const calls = await readFile(join(checkout, 'calls'), 'utf8')
    return calls.trim().split('\n').length
  }

  function writeLockfile(packages: Packages) {
    const lock = { packages: { '': { version: '0.1.0' }, ...packages } }
    return writeFile(join(checkout, 'package-lock.json'), JSON.stringify(lock))
  }

  function writeInstalled(packages: Record<string, Entry & { extraneous?: true }>) {
    const file = join(checkout, 'node_modules/.package-lock.json')
    return writeFile(file, JSON.stringify({ packages }))
  }

  async function writeProgram(name: string, text: string) {
    const file = join(checkout, 'programs', name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    await chmod(file, 0o755)
  }
})
