import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { givenBuyer, givenStore, pressBuy } from '#tests/helpers/store/buying'
import { Downloader } from '#tests/helpers/store/downloader'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { givenOwnedFile } from '#tests/helpers/store/library'
import type { StoreProcess } from '#tests/helpers/process/store_process'
import { storeStarter } from '#tests/helpers/process/store_processes'
import { Visitor } from '#tests/helpers/store/visitor'
import { closed } from '#tests/helpers/store/wire'
import { waitUntil } from '#tests/helpers/wait_until'

/** Larger than all buffers between the file and a client that does not read. */
const LARGE = 64 * 1024 * 1024

/** The call to Stripe during which a buyer waits. */
const NEW_SESSION = { path: '/v1/checkout/sessions', method: 'POST', phase: 'before' } as const

/** Raises errors on a signal, as third-party code could. */
const FAULTY_CODE = `
process.on('SIGUSR2', () => void Promise.reject(new Error('nobody waited for this')))
process.on('SIGHUP', () => setImmediate(() => { throw new Error('nobody caught this') }))
`

test.group('Stopping a process', (group) => {
  const start = storeStarter(group)

  group.setup(() => startTestEmulator())
  group.each.setup(() => givenStore('http://127.0.0.1:9/nobody'))

  test('finishes the running request and accepts no new one', async ({ assert }) => {
    const store = await start()
    const buyer = await givenBuyer(store.url)
    const { holdId } = await emulator.hold(NEW_SESSION)
    const pressed = pressBuy(buyer, 'book')
    await emulator.waitHeld(holdId)

    const began = Date.now()
    const ended = store.stop()
    await waitUntil('new connections are refused', () => isRefused(store), 3)
    await emulator.release(holdId)

    const answer = await pressed
    assert.equal(answer.status, 303)
    assert.include(answer.location!, '/cs_test_')
    assert.equal(await ended, 0)
    assert.isBelow(Date.now() - began, 10_000)
  })

  test('is not hurried by a second signal', async ({ assert }) => {
    const store = await start()
    const buyer = await givenBuyer(store.url)
    const { holdId } = await emulator.hold(NEW_SESSION)
    const pressed = pressBuy(buyer, 'book')
    await emulator.waitHeld(holdId)

    const ended = once(store.process, 'exit')
    store.process.kill('SIGINT')
    await waitUntil('connections are refused', () => isRefused(store), 3)
    store.process.kill('SIGINT')
    store.process.kill('SIGTERM')
    await emulator.release(holdId)

    assert.equal((await pressed).status, 303)
    assert.deepEqual(await ended, [0, null])
  })

  test('takes no time when nothing is running, even with open connections', async ({ assert }) => {
    const store = await start()
    await new Visitor(store.url).get('/')
    const idle = connect(Number(new URL(store.url).port), '127.0.0.1')
    await once(idle, 'connect')
    const began = Date.now()
    assert.equal(await store.stop(), 0)
    assert.isBelow(Date.now() - began, 3_000)
    idle.destroy()
  })

  test('cuts off a slow download within ten seconds, which can be resumed afterwards', async ({
    assert,
  }) => {
    const bytes = randomBytes(LARGE)
    const { user, address } = await givenOwnedFile({ bytes, filename: 'film.mp4' })
    const store = await start()
    const visitor = new Visitor(store.url)
    await visitor.signIn(user)

    const half = slowly(store.url, address, visitor)
    await waitUntil('bytes come', () => half.bytes() > 0)
    const began = Date.now()
    assert.equal(await store.stop(), 0)
    assert.isBelow(Date.now() - began, 10_000)
    const { body, etag } = await half.end()
    assert.isBelow(body.length, LARGE)
    assert.isTrue(body.equals(bytes.subarray(0, body.length)))

    const again = await start()
    const downloader = await Downloader.of(user, again.url)
    const rest = await downloader.get(address, {
      'range': `bytes=${body.length}-`,
      'if-range': etag,
    })
    assert.equal(rest.status, 206)
    assert.isTrue(Buffer.concat([body, rest.body]).equals(bytes))
  })

  test('does not happen because of an unhandled rejection', async ({ assert, cleanup }) => {
    const store = await start(await withFaultyCode(cleanup))
    store.process.kill('SIGUSR2')
    await waitUntil('it is logged', () => store.output().includes('nobody waited for this'))
    assert.equal((await new Visitor(store.url).get('/')).status, 200)
    assert.isNull(store.process.exitCode)
    assert.equal(await store.stop(), 0)
  })

  test('is graceful, with a failing exit code, after an uncaught exception', async ({
    assert,
    cleanup,
  }) => {
    const store = await start(await withFaultyCode(cleanup))
    const buyer = await givenBuyer(store.url)
    const { holdId } = await emulator.hold(NEW_SESSION)
    const pressed = pressBuy(buyer, 'book')
    await emulator.waitHeld(holdId)
    const ended = once(store.process, 'exit')

    store.process.kill('SIGHUP')
    await waitUntil('it is logged', () => store.output().includes('nobody caught this'))
    await emulator.release(holdId)

    assert.equal((await pressed).status, 303)
    const [code] = await ended
    assert.equal(code, 1)
  })
})

async function withFaultyCode(cleanup: (clean: () => Promise<void>) => void) {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-poison-'))
  const file = join(folder, 'poison.mjs')
  await writeFile(file, FAULTY_CODE)
  cleanup(() => rm(folder, { recursive: true }))
  return { NODE_OPTIONS: `--import=${file}`, LOG_LEVEL: 'warn' }
}

async function isRefused(store: StoreProcess): Promise<boolean> {
  const socket = connect(Number(new URL(store.url).port), '127.0.0.1')
  try {
    await once(socket, 'connect')
    return false
  } catch {
    return true
  } finally {
    socket.destroy()
  }
}

/** Starts a download and stops reading after the first bytes until `end`. */
function slowly(base: string, address: string, visitor: Visitor) {
  const chunks: Buffer[] = []
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    socket.pause()
  })
  socket.write(
    `GET ${address} HTTP/1.1\r\nHost: ${new URL(base).host}\r\nCookie: ${cookie}\r\n\r\n`
  )

  return {
    bytes: () => Buffer.concat(chunks).length,
    async end() {
      socket.removeAllListeners('data')
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.resume()
      await closed(socket)
      const all = Buffer.concat(chunks)
      const at = all.indexOf('\r\n\r\n')
      const etag = /^etag: (.*)$/im.exec(all.subarray(0, at).toString())?.[1] ?? ''
      return { body: all.subarray(at + 4), etag }
    },
  }
}
