import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { freePort } from '#tests/helpers/process/store_process'
import { waitUntil } from '#tests/helpers/wait_until'

/** Seconds that the first start may take when packages and assets are installed. */
const FIRST_START = 60

/** Seconds that every later start may take. */
const LATER_START = 20

/** What "localhost" means on this machine: 127.0.0.1, and ::1 where there is IPv6. */
const LOOPBACKS = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ internal, address }) => internal && ['127.0.0.1', '::1'].includes(address))
  .map(({ address }) => address)

test.group('Demo', (group) => {
  let folder: string

  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kiosk-demo-'))
    return () => rm(folder, { recursive: true, force: true })
  })

  test('sells its samples, keeps them for the next start and stops everything it started', async ({
    assert,
  }) => {
    const ports = { store: await freePort(), stripe: await freePort() }
    const first = startDemo(folder, ports)
    await waitUntil('the demo is ready', () => isReady(first), FIRST_START)

    const home = await (await fetch(`http://localhost:${ports.store}/`)).text()
    assert.include(home, 'Corner icons')
    assert.include(first.output(), `http://localhost:${ports.store}/admin`)
    assert.include(first.output(), 'owner@example.com')

    const beside = startDemo(folder, { store: await freePort(), stripe: await freePort() })
    const [refused] = await once(beside.child, 'close')
    assert.equal(refused, 1)
    assert.match(
      beside.output().trim(),
      new RegExp(`^A demo already runs in ${folder}, at http://localhost:${ports.store} .*$`)
    )
    assert.isTrue(isReady(first))

    assert.equal(await stop(first.child), 0)
    assert.isTrue(await isUnused(ports.store))
    assert.isTrue(await isUnused(ports.stripe))

    await leaveLockOfCrash(folder)
    const second = startDemo(folder, ports)
    await waitUntil('the demo is ready again', () => isReady(second), LATER_START)
    const again = await (await fetch(`http://localhost:${ports.store}/`)).text()
    assert.include(again, 'Corner icons')
    assert.notInclude(second.output(), 'Preparing')
    assert.include(
      await webhookAddresses(ports.stripe),
      `http://localhost:${ports.store}/stripe/webhook`
    )
    assert.equal(await stop(second.child), 0)
  }).timeout(150_000)

  test('refuses one port for store and Stripe before it starts anything', async ({ assert }) => {
    const port = await freePort()
    const demo = startDemo(folder, { store: port, stripe: port })
    const [code] = await once(demo.child, 'close')

    assert.equal(code, 1)
    assert.match(
      demo.output().trim(),
      new RegExp(`^PORT and STRIPE_EMULATOR_PORT are both ${port}; .*$`)
    )
  })

  test('names a port that is taken at {$self} in one sentence')
    .with(LOOPBACKS)
    .run(async ({ assert }, host) => {
      const server = createServer().listen(0, host)
      await once(server, 'listening')
      const taken = (server.address() as { port: number }).port
      const demo = startDemo(folder, { store: taken, stripe: await freePort() })
      const [code] = await once(demo.child, 'close')
      server.close()

      assert.equal(code, 1)
      assert.match(
        demo.output().trim(),
        new RegExp(`^Port ${taken} is taken by another program\\..*$`)
      )
    })
})

/** The lock of a process that has ended, whose number another one has now. */
function leaveLockOfCrash(folder: string) {
  const lock = { pid: process.pid, startedAt: '1', storeUrl: 'http://localhost:1' }
  return writeFile(join(folder, 'running.json'), JSON.stringify(lock))
}

function startDemo(folder: string, ports: { store: number; stripe: number }) {
  const child = spawn(process.execPath, ['ace.js', 'demo'], {
    cwd: app.makePath(),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: folder,
      PORT: String(ports.store),
      STRIPE_EMULATOR_PORT: String(ports.stripe),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return { child, output: () => output }
}

function isReady({ child, output }: { child: ChildProcess; output: () => string }) {
  if (child.exitCode !== null) {
    throw new Error(`The demo has ended:\n${output()}`)
  }
  return output().includes('Ctrl-C ends everything')
}

async function stop(child: ChildProcess): Promise<number | null> {
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  const [code] = await ended
  return code
}

/** The addresses that the local Stripe sends events to. */
async function webhookAddresses(port: number): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/webhook_endpoints`, {
    headers: { authorization: 'Bearer sk_test_kiosk' },
  })
  const { data } = (await answer.json()) as { data: { url: string }[] }
  return data.map(({ url }) => url)
}

async function isUnused(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`)
    return false
  } catch {
    return true
  }
}
