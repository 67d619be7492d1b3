import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import env from '#start/env'
import { givenStore, openSession, returnFromCheckout } from '#tests/helpers/store/buying'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { type MailServer, startMailServer } from '#tests/helpers/process/mail_server'
import { freePort, startStore, type StoreProcess } from '#tests/helpers/process/store_process'
import { givenStaff } from '#tests/helpers/store/panel'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

const PASSWORD = 'a-Passw0rd-nobody-may-read'
const SECOND_PASSWORD = 'another-Passw0rd-nobody-may-read'

test.group('The log of a store in production', (group) => {
  let mails: MailServer
  let store: StoreProcess

  group.setup(() => startTestEmulator())
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
    const [smtp, port] = [await freePort(), await freePort()]
    mails = await startMailServer(smtp)
    store = await startStore({
      NODE_ENV: 'production',
      PORT: String(port),
      APP_URL: `https://127.0.0.1:${port}`,
      MAIL_FROM: 'shop@shop.example',
      SMTP_URL: `smtp://127.0.0.1:${smtp}`,
      LOG_LEVEL: 'debug',
    })
    return async () => {
      await store.kill()
      await mails.stop()
    }
  })

  test('has one line per request and contains no secrets', async ({ assert }) => {
    const secrets = await useStore(store, mails)
    await store.stop()

    const lines = store.output().trim().split('\n').map(parse)
    const requests = lines.filter(({ msg }) => msg === 'request')
    assert.isAbove(requests.length, 10)
    for (const line of requests) {
      assert.containsSubset(line, { level: 30, method: line.method, path: line.path })
      assert.match(String(line.request_id), /^[\w.-]{8,64}$/)
      assert.match(String(line.path), /^\/[^?]*$/)
      assert.isNumber(line.status)
      assert.isNumber(line.ms)
    }
    const ids = new Set(requests.map((line) => line.request_id))
    assert.equal(ids.size, requests.length)
    assert.exists(requests.find(({ path }) => path === '/reset-password/[secret]'))
    assert.containsSubset(lines, [{ msg: 'sold', amount: 1200, currency: 'usd' }])

    for (const [what, secret] of Object.entries(secrets)) {
      assert.isAbove(secret.length, 5, what)
      assert.notInclude(store.output(), secret, what)
    }
  })

  test('tells failed sign-ins apart by account and network, and names neither', async ({
    assert,
  }) => {
    const attempts = [
      { email: 'first@example.com', times: 6 },
      { email: 'second@example.com', times: 1 },
    ]
    for (const { email, times } of attempts) {
      const stranger = new Visitor(store.url)
      for (let attempt = 0; attempt < times; attempt++) {
        await stranger.signIn({ email }, 'a-Wrong-one-nobody-may-read')
      }
    }
    await store.stop()

    const failures = store
      .output()
      .trim()
      .split('\n')
      .map(parse)
      .filter(({ msg }) => msg === 'A sign-in failed')
    assert.deepEqual(
      failures.map(({ reason }) => reason),
      [...Array(5).fill('wrong_password'), 'too_many_attempts', 'wrong_password']
    )
    assert.deepEqual(
      failures.map(({ network }) => network),
      Array(7).fill('127.0.0.0/24')
    )
    const accounts = failures.map(({ account }) => String(account))
    assert.match(accounts[0], /^[\w-]{12}$/)
    assert.deepEqual(accounts.slice(0, 6), Array(6).fill(accounts[0]))
    assert.notEqual(accounts[6], accounts[0])
    assert.isNotEmpty(failures[0].request_id)
    for (const secret of ['first@example.com', '127.0.0.1"', 'a-Wrong-one']) {
      assert.notInclude(JSON.stringify(failures), secret)
    }
  })

  test('contains the request id that an error page shows to the visitor', async ({ assert }) => {
    const visitor = new Visitor(store.url)
    await emulator.fault({ path: '/v1/checkout/sessions', kind: 'status', status: 500, times: 20 })
    await signUp(visitor, 'second@example.com')
    const answer = await visitor.submit('/products/book', {}, '/products/book/checkout')
    assert.equal(answer.status, 503)
    const id = answer.headers.get('x-request-id')
    await waitUntil('the line is written', () => store.output().includes(String(id)))
    const lines = store.output().trim().split('\n').map(parse)
    assert.exists(lines.find(({ msg, request_id: of }) => msg === 'request' && of === id))
  })

  test('takes the id of a request from a trusted proxy, unless it could harm it', async ({
    assert,
    cleanup,
  }) => {
    const behind = await startStore({ TRUST_PROXY: '127.0.0.1' })
    cleanup(() => behind.kill())
    const idFor = async (path: string, given: string) => {
      const { headers } = await new Visitor(behind.url).get(path, { 'x-request-id': given })
      return headers.get('x-request-id') ?? ''
    }
    for (const path of ['/', '/login']) {
      assert.equal(await idFor(path, 'of-nginx-1'), 'of-nginx-1')
    }
    for (const harmful of [
      'short',
      'x'.repeat(65),
      'with"quotes and spaces',
      '${jndi:ldap://evil}',
    ]) {
      assert.match(await idFor('/', harmful), /^[0-9a-f-]{36}$/, harmful)
    }
  })

  test('has no errors from clients that hang up in the middle of a body', async ({ assert }) => {
    const posts = () => lines().filter(({ msg, method }) => msg === 'request' && method === 'POST')
    const lines = () => store.output().trim().split('\n').map(parse)
    const bodies = [
      ['/admin/preview', 'multipart/form-data; boundary=b', BEGUN_FIELD],
      ['/admin/products', 'multipart/form-data; boundary=b', BEGUN_PICTURE],
      ['/login', 'application/x-www-form-urlencoded', 'email=a'],
      ['/stripe/webhook', 'application/json', '{'],
    ]
    // Forms with files are read only from staff.
    const { cookies } = await givenStaff('manager', store.url)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const before = posts().length
    for (const [path, type, body] of bodies) {
      await hangUp(store, path, { type, cookie }, body)
    }
    await waitUntil('all are logged', () => posts().length === before + bodies.length)

    assert.deepEqual(
      lines().filter(({ level }) => Number(level) > 30),
      []
    )
    assert.deepEqual(
      posts()
        .slice(before)
        .map(({ cut }) => cut),
      [true, true, true, true]
    )
  })

  test('sets cookies for https and this host only', async ({ assert }) => {
    const answer = await new Visitor(store.url).get('/login')
    const cookies = answer.headers.getSetCookie()
    assert.lengthOf(cookies, 1)
    assert.match(cookies[0], /^__Host-kiosk=/)
    for (const part of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i, /; Path=\/(;|$)/i]) {
      assert.match(cookies[0], part)
    }
    assert.notMatch(cookies[0], /; Domain=/i)
    assert.equal(
      answer.headers.get('strict-transport-security'),
      'max-age=31536000; includeSubDomains'
    )
    assert.equal((await new Visitor(store.url).get('/mails')).status, 404)
  })
})

const BEGUN_FIELD = '--b\r\nContent-Disposition: form-data; name="content"\r\n\r\nA beginning'
const BEGUN_PICTURE =
  '--b\r\nContent-Disposition: form-data; name="picture"; filename="x"\r\n\r\nA beginning'

/** Sends the beginning of a body, and closes the connection once it was read. */
async function hangUp(
  { url }: StoreProcess,
  path: string,
  { type, cookie }: { type: string; cookie: string },
  body: string
) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  // The store may close the connection first.
  socket.on('error', () => {})
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: ${type}\r\n` +
      `Cookie: ${cookie}\r\n` +
      `Stripe-Signature: t=1,v1=00\r\nContent-Length: 1000\r\n\r\n${body}`
  )
  await sleep(1000)
  socket.destroy()
}

/** Signs up, buys, resets the password and signs in. @returns everything that must not be logged */
async function useStore(store: StoreProcess, mails: MailServer) {
  const visitor = new Visitor(store.url)
  await signUp(visitor, 'buyer@example.com')
  const sessionId = await openSession({ browser: visitor }, 'book')
  await emulator.pay(sessionId)
  await returnFromCheckout({ browser: visitor }, sessionId)
  await visitor.get('/purchases?secret=in-a-query')
  const firstCookie = [...visitor.cookies.values()].join()

  const stranger = new Visitor(store.url)
  await stranger.signIn({ email: 'buyer@example.com' }, 'a-Wrong-one-nobody-may-read')
  await stranger.submit('/forgot-password', { email: 'buyer@example.com' })
  const token = await waitUntil('the mail comes', () => resetToken(mails), 20)
  await stranger.submit(`/reset-password/${token}`, {
    password: SECOND_PASSWORD,
    password_confirmation: SECOND_PASSWORD,
  })
  await stranger.signIn({ email: 'buyer@example.com' }, SECOND_PASSWORD)
  await stranger.post('/account', { full_name: 'X', _csrf: 'a-Forged-token' })

  return {
    password: PASSWORD,
    secondPassword: SECOND_PASSWORD,
    wrongPassword: 'a-Wrong-one-nobody-may-read',
    token,
    query: 'in-a-query',
    firstCookie,
    secondCookie: [...stranger.cookies.values()].join(),
    csrf: stranger.token,
    forged: 'a-Forged-token',
    card: '4242424242424242',
    appKey: env.get('APP_KEY')!.release(),
    stripeKey: env.get('STRIPE_SECRET_KEY')!,
    webhookSecret: env.get('STRIPE_WEBHOOK_SECRET')!.split(',')[0],
    email: 'buyer@example.com',
  }
}

async function signUp(visitor: Visitor, email: string) {
  const { status } = await visitor.submit('/signup', {
    full_name: 'Buyer',
    email,
    password: PASSWORD,
    password_confirmation: PASSWORD,
  })
  if (status !== 303) {
    throw new Error(`Signing up answered ${status}`)
  }
}

function resetToken({ received }: MailServer): string | undefined {
  const text = received.map(({ source }) => source.replace(/=\r\n/g, '')).join('\n')
  return /reset-password\/([\w-]{40,})/.exec(text)?.[1]
}

function parse(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`Not a line of JSON: ${line}`)
  }
}
