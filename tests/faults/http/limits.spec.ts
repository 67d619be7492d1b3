import { connect, type Socket } from 'node:net'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import env from '#start/env'
import { UserFactory } from '#database/factories/user_factory'
import { emptyDatabase } from '#tests/helpers/store/database'
import { startStore, type StoreProcess } from '#tests/helpers/process/store_process'
import { Visitor } from '#tests/helpers/store/visitor'
import { closed } from '#tests/helpers/store/wire'
import { stripe } from '#tests/helpers/stripe/stripe'
import { waitUntil } from '#tests/helpers/wait_until'

const MEBIBYTE = 1024 * 1024
const CHUNK = Buffer.alloc(64 * 1024, 'x')

const UPLOAD = 'Content-Type: multipart/form-data; boundary=b\r\n'

/** The beginning of a field or a file in a multipart body. */
const part = (disposition: string) =>
  `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`

test.group('Limits of a connection', (group) => {
  let store: StoreProcess

  group.setup(async () => {
    await emptyDatabase()
    store = await startStore()
    return () => store.kill()
  })

  test('endless headers and slow bodies are cut off', async ({ assert }) => {
    const head = 'POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n'
    const form = 'Content-Type: application/x-www-form-urlencoded\r\n'
    const webhook = head.replace('/login', '/stripe/webhook')
    const [headers, body, event] = await Promise.all([
      trickle(`${head}X-Slow: `, 45),
      trickle(`${head}${form}Content-Length: 1000\r\n\r\n`, 45),
      trickle(`${webhook}Content-Length: 1000\r\n\r\n`, 45),
    ])
    assert.isBelow(headers, 22)
    assert.isBelow(body, 35)
    assert.isBelow(event, 20)
  }).timeout(60_000)

  test('only staff may upload slowly', async ({ assert }) => {
    const visitors = await Promise.all([signedIn('customer'), signedIn('admin')])
    const paths = ['/admin/preview', '/admin/products']
    const seconds = [new Visitor(store.url), ...visitors].map((visitor) =>
      Promise.all(paths.map((path) => trickle(slowUpload(path, visitor), 40)))
    )

    const [stranger, customer, owner] = await Promise.all(seconds)

    for (const each of [...stranger, ...customer]) {
      assert.isBelow(each, 35)
    }
    for (const each of owner) {
      assert.isAbove(each, 39)
    }
  }).timeout(60_000)

  test('an endless picture is refused early and not kept in memory', async ({ assert }) => {
    const picture = part('name="picture"; filename="x"')
    const cookies = cookiesOf(await signedIn('viewer'))
    const send = () => pour('/admin/products', `Cookie: ${cookies}\r\n${UPLOAD.trimEnd()}`, picture)
    await send()
    const before = await residentMemory(store)

    const { status, seconds } = await send()

    assert.equal(status, 413)
    assert.isBelow(seconds, 10)
    assert.isBelow((await residentMemory(store)) - before, 64 * MEBIBYTE)
    const ofStranger = await pour('/admin/products', UPLOAD.trimEnd(), picture)
    assert.equal(ofStranger.status, 403)
  }).timeout(60_000)

  test('many unfinished bodies are not kept in memory: {path}')
    .with([
      { path: '/stripe/webhook', bytes: 1_000_000, type: 'application/json', network: '127.0.3.1' },
      {
        path: '/login',
        bytes: 250_000,
        type: 'application/x-www-form-urlencoded',
        network: '127.0.3.2',
      },
    ])
    .run(async ({ assert }, { path, bytes, type, network }) => {
      await pour(path, `Content-Type: ${type}`)
      const before = await residentMemory(store)
      const rest = 'x'.repeat(bytes)

      const sockets = Array.from({ length: 400 }, () => {
        const socket = open(network)
        socket.resume()
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\n` +
            `Content-Length: ${bytes + 10}\r\n\r\n`
        )
        socket.write(rest)
        return socket
      })
      const refused = () => sockets.filter((socket) => socket.closed).length
      await waitUntil('most are refused', () => refused() > 350)

      assert.isBelow((await residentMemory(store)) - before, 64 * MEBIBYTE)
      assert.isBelow(refused(), 400)
      assert.equal((await deliverEvent()).status, 200)
      assert.equal((await new Visitor(store.url).get('/')).status, 200)
      sockets.forEach((socket) => socket.destroy())
    })
    .timeout(60_000)

  test('many slow connections do not block other visitors', async ({ assert }) => {
    const sockets = Array.from({ length: 300 }, () => {
      const socket = open()
      socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ')
      return socket
    })
    const began = Date.now()
    assert.equal((await new Visitor(store.url).get('/')).status, 200)
    assert.isBelow(Date.now() - began, 1000)
    sockets.forEach((socket) => socket.destroy())
  })

  test('an endless body is refused early and not kept in memory', async ({ assert }) => {
    await Promise.all([pour('/login', 'X-Warm: up'), pour('/stripe/webhook', 'X-Warm: up')])
    const before = await residentMemory(store)
    const bodies = [
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Type: multipart/form-data; boundary=b',
      'Content-Type: application/json',
      'Content-Type: application/octet-stream',
    ]
    const results = await Promise.all(bodies.map((type) => pour('/login', type)))
    for (const { status, sent, seconds } of results) {
      assert.oneOf(status, [403, 413])
      assert.isBelow(seconds, 10)
      assert.isAbove(sent, 0)
    }
    const webhook = await pour('/stripe/webhook', 'Content-Type: application/json')
    assert.equal(webhook.status, 413)
    assert.isBelow((await residentMemory(store)) - before, 64 * MEBIBYTE)
    assert.equal((await new Visitor(store.url).get('/')).status, 200)
  }).timeout(60_000)

  /** @param localAddress of the sender; another network has limits of its own */
  function open(localAddress = '127.0.0.1'): Socket {
    const port = Number(new URL(store.url).port)
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    socket.on('error', () => {})
    return socket
  }

  /** Sends an event as Stripe does. */
  function deliverEvent(): Promise<Response> {
    const body = JSON.stringify({
      id: `evt_${Date.now()}`,
      object: 'event',
      type: 'radar.early_fraud_warning.created',
      livemode: false,
      data: { object: { id: 'issfr_1', object: 'radar.early_fraud_warning' } },
    })
    const secret = env.get('STRIPE_WEBHOOK_SECRET', '').split(',')[0]
    const signature = stripe.webhooks.generateTestHeaderString({ payload: body, secret })
    return fetch(`${store.url}/stripe/webhook`, {
      method: 'POST',
      headers: { 'stripe-signature': signature },
      body,
    })
  }

  /** Sends a byte a second. @returns the seconds until the connection was closed */
  async function trickle(beginning: string, most: number): Promise<number> {
    const socket = open()
    socket.resume()
    socket.write(beginning)
    const began = Date.now()
    const timer = setInterval(() => socket.write('x'), 1000)
    const giveUp = setTimeout(() => socket.destroy(), most * 1000)
    await closed(socket)
    clearInterval(timer)
    clearTimeout(giveUp)
    return (Date.now() - began) / 1000
  }

  async function signedIn(role: 'customer' | 'viewer' | 'admin'): Promise<Visitor> {
    const user = await (role === 'customer' ? UserFactory : UserFactory.apply(role)).create()
    const visitor = new Visitor(store.url)
    await visitor.signIn(user)
    return visitor
  }

  function cookiesOf({ cookies }: Visitor): string {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  function slowUpload(path: string, visitor: Visitor): string {
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookiesOf(visitor)}\r\n`
    return `${head}${UPLOAD}Content-Length: 9000000\r\n\r\n${part('name="content"')}`
  }

  /** Sends a chunked body until the connection is closed. */
  async function pour(path: string, type: string, beginning = '') {
    const socket = open()
    let answer = ''
    let sent = 0
    const end = closed(socket)
    socket.on('data', (chunk) => (answer += chunk))
    let drained = Promise.withResolvers<void>()
    socket.on('drain', () => {
      drained.resolve()
      drained = Promise.withResolvers<void>()
    })
    const began = Date.now()
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}\r\nTransfer-Encoding: chunked\r\n\r\n`
    )
    if (beginning !== '') {
      socket.write(`${beginning.length.toString(16)}\r\n${beginning}\r\n`)
    }
    while (!socket.closed && Date.now() - began < 30_000) {
      socket.write(`${CHUNK.length.toString(16)}\r\n`)
      socket.write(CHUNK)
      sent += CHUNK.length
      const hasRoom = socket.write('\r\n')
      await (hasRoom ? sleep(0) : Promise.race([drained.promise, end]))
    }
    socket.destroy()
    return { status: Number(answer.split(' ')[1]), sent, seconds: (Date.now() - began) / 1000 }
  }
})

/** Bytes. Source: proc(5), VmRSS */
async function residentMemory(store: StoreProcess): Promise<number> {
  const status = await readFile(`/proc/${store.process.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
}
