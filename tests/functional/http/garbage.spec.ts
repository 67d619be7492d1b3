import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { givenStore } from '#tests/helpers/store/buying'
import { cleanStore } from '#tests/helpers/store/clean_store'
import {
  addressOf,
  everyChangingRoute,
  everyReadingRoute,
  everyRoute,
} from '#tests/helpers/store/every_route'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { givenStaff } from '#tests/helpers/store/panel'
import { Visitor } from '#tests/helpers/store/visitor'
import { rawRequest, sendBytes, type WireAnswer } from '#tests/helpers/store/wire'

const LONG = 'x'.repeat(4000)

/** Unusual values of a route parameter, encoded as they are sent. */
const PARAMETERS = [
  '%00',
  'a%00b',
  '%ff%fe',
  '%zz',
  '%',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  '%252e%252e%252f',
  '0',
  '-1',
  '1e9',
  '99999999999999999999',
  '9223372036854775808',
  '2147483648',
  'NaN',
  '__proto__',
  'constructor',
  'toString',
  "'%20OR%20'1'='1",
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '%F0%9F%92%A9',
  '%E2%80%AE',
  '%0d%0aSet-Cookie:%20a=b',
  LONG,
]

const QUERIES = [
  'q[]=a&q[]=b',
  'q[a][b][c]=d',
  'page[]=1&page=2',
  'page=-1',
  'page=0',
  'page=99999999999999999999',
  'page=1e400',
  'q=%00',
  'q=%ff',
  'q=%',
  `q=${LONG}`,
  '__proto__[polluted]=yes',
  'constructor[prototype][polluted]=yes',
  'toString=1&hasOwnProperty=1&valueOf=1',
  'after=x&before=y&sort[]=a&size=-1&search[]=a&q[]=',
  'after=%7B%7D&sort=__proto__&direction=toString',
  'after=WyJhIiwiYiJd&before=bnVsbA',
  'product[]=a&price[]=b&product=..%2f&price=%00',
  'session_id[]=a&session_id=b',
  'release[]=1&release=%2e%2e%2f',
  'created_from=9999-99-99&created_until=x&from[]=1&to[a]=2',
  `${'a[b]'.repeat(500)}=1`,
  Array.from({ length: 1500 }, (_, index) => `f${index}=1`).join('&'),
]

const FIELD_NAMES = [
  'email',
  'password',
  'password_confirmation',
  'current_password',
  'full_name',
  'price_id',
  'name',
  'slug',
  'position',
  'lock_version',
  'default_price_id',
  'content',
  'label',
  'action',
  'isActive',
  'is_active',
]

const VALUES = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '-1',
  '1e400',
  '99999999999999999999',
  'x'.repeat(20_000),
]

test.group('Invalid input', (group) => {
  group.each.setup(() => cleanStore())

  test('in the parameters of every route causes no server error', async ({ assert }) => {
    for (const visitor of [new Visitor(), await givenStaff()]) {
      for (const route of everyRoute().filter(({ pattern }) => pattern.includes(':'))) {
        for (const value of PARAMETERS) {
          const answer = await send(visitor, route.method, addressOf(route, {}, value))
          assertNoServerError(assert, answer, `${route.title} with ${value.slice(0, 40)}`)
        }
      }
    }
  }).timeout(120_000)

  test('in the query of every page causes no server error', async ({ assert }) => {
    const { configuration, purchase, release } = await givenOwnedFile()
    const staff = await givenStaff()
    for (const visitor of [new Visitor(), staff]) {
      for (const route of everyReadingRoute()) {
        const address = addressOf(route, {
          productSlug: configuration.slug,
          reference: purchase.reference,
          fileReference: release.productFile.reference,
          token: 'x'.repeat(43),
        })
        for (const query of QUERIES) {
          const answer = await send(visitor, 'GET', `${address}?${query}`)
          assertNoServerError(assert, answer, `${route.title}?${query.slice(0, 60)}`)
        }
      }
    }
    assert.isUndefined(({} as Record<string, unknown>).polluted)
  }).timeout(120_000)

  test('in the fields of every form causes no server error', async ({ assert }) => {
    await givenStore()
    for (const visitor of [new Visitor(), await givenStaff()]) {
      await visitor.get(visitor.cookies.size > 0 ? '/admin' : '/login')
      for (const route of everyChangingRoute()) {
        const address = addressOf(route, { productSlug: 'book', token: 'x'.repeat(43) })
        for (const body of forms(visitor.token)) {
          await limiter.clear()
          const answer = await send(visitor, route.method, address, body)
          assertNoServerError(assert, answer, `${route.title} with ${body.slice(0, 120)}`)
        }
      }
    }
    assert.isUndefined(({} as Record<string, unknown>).polluted)
  }).timeout(120_000)

  test('in the body of every form causes no server error', async ({ assert }) => {
    const staff = await givenStaff()
    for (const route of everyChangingRoute().filter(({ title }) => !SIGNS_OUT.includes(title))) {
      const address = addressOf(route, { token: 'x'.repeat(43) }, '1')
      for (const { type, body, encoding } of BODIES) {
        const answer = await rawRequest({
          method: route.method,
          path: address,
          body,
          headers: {
            'Cookie': cookiesOf(staff),
            'Content-Type': type,
            'X-CSRF-Token': staff.token,
            ...(encoding ? { 'Content-Encoding': encoding } : {}),
          },
        })
        assertNoServerError(assert, answer, `${route.title} with ${type} ${body.slice(0, 60)}`)
      }
    }
  }).timeout(120_000)

  test('in raw HTTP closes that connection at most', async ({ assert }) => {
    const host = 'Host: localhost\r\n'
    const attacks = [
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      '\0\0\0\0\r\n\r\n',
      `GET http://evil.example/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
      `GET //evil.example/login HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
      `OPTIONS * HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
      `POST /login HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST /login HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`,
      `POST /login HTTP/1.1\r\n${host}Content-Length: -5\r\n\r\n`,
      `POST /login HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
      `GET / HTTP/1.1\r\n${host}${host}Connection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
      `CONNECT evil.example:80 HTTP/1.1\r\n${host}\r\n`,
      `GET / HTTP/1.1\r\n${host}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}Connection: close\r\nCookie: =;;;%;a=%zz;\u00ff\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}Connection: close\r\nAccept: ,,;q=zz\r\nAccept-Language: ;;;\r\nAccept-Encoding: q\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}Connection: close\r\nRange: bytes=9-1,-,zz\r\nIf-None-Match: W/\r\nIf-Modified-Since: x\r\n\r\n`,
    ]
    await Promise.all(
      attacks.map(async (attack) => {
        const answer = await sendBytes([attack])
        assertNoServerError(assert, answer, attack.slice(0, 80))
        assert.equal((await new Visitor().get('/health/live')).status, 200, attack.slice(0, 80))
      })
    )
  })

  test('in a TRACE request is not echoed', async ({ assert }) => {
    const answer = await rawRequest({ method: 'TRACE', headers: { 'X-Secret': 'very-secret' } })
    assert.equal(answer.status, 404)
    assert.notInclude(answer.body, 'very-secret')
  })
})

/** These would sign the staff member out for the rest of the test. */
const SIGNS_OUT = ['POST /logout', 'POST /account/sign-out-everywhere']

const BOUNDARY = 'multipart/form-data; boundary=b'

const BODIES: { type: string; body: string; encoding?: string }[] = [
  { type: BOUNDARY, body: part('toString', 'x') },
  { type: BOUNDARY, body: part('__proto__', 'x') },
  { type: BOUNDARY, body: part('constructor', 'x') },
  { type: BOUNDARY, body: part('file', 'x').slice(0, -12) },
  { type: BOUNDARY, body: 'no parts at all' },
  { type: 'multipart/form-data', body: part('file', 'x') },
  { type: 'application/json', body: '{"email": ' },
  { type: 'application/json', body: '['.repeat(100_000) },
  { type: 'application/json', body: '{"__proto__":{"polluted":true}}' },
  { type: 'application/json', body: 'null' },
  { type: 'application/x-www-form-urlencoded', body: '%' },
  { type: 'application/x-www-form-urlencoded', body: '%ff%00=%zz&&&===' },
  { type: 'application/x-www-form-urlencoded', body: 'a'.repeat(300_000) },
  { type: 'application/x-www-form-urlencoded', body: 'no gzip', encoding: 'gzip' },
  { type: 'application/x-www-form-urlencoded', body: 'a=b', encoding: 'sdch' },
  { type: 'application/x-www-form-urlencoded; charset=utf-77', body: 'a=b' },
  { type: 'text/plain', body: '\0\0\0' },
  { type: 'no type', body: 'x' },
  { type: 'image/png', body: '\u0089PNG' },
]

/** A part with a file name, which crashes some parsers. */
function part(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n${value}\r\n--b--\r\n`
}

function forms(token: string): string[] {
  const csrf = `_csrf=${encodeURIComponent(token)}`
  const each = VALUES.map((value) =>
    [csrf, ...FIELD_NAMES.map((name) => `${name}=${encode(value)}`)].join('&')
  )
  const shapes = ['[]', '[a]', '[__proto__][a]', '[0][0][0][0][0][0][0]', '.a.b']
  return [
    ...each,
    ...shapes.map((shape) => [csrf, ...FIELD_NAMES.map((name) => `${name}${shape}=1`)].join('&')),
    `${csrf}&__proto__[polluted]=yes&constructor[prototype][polluted]=yes&toString=1`,
    `_csrf[]=a&_csrf[]=b`,
    `_csrf[a]=b`,
    csrf,
  ]
}

function encode(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}

function send(visitor: Visitor, method: string, path: string, body = ''): Promise<WireAnswer> {
  return rawRequest({
    method,
    path,
    body,
    headers: {
      ...(visitor.cookies.size > 0 ? { Cookie: cookiesOf(visitor) } : {}),
      ...(body ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
    },
  })
}

function cookiesOf(visitor: Visitor): string {
  return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}

/** No server error, and no internal details in the answer. */
function assertNoServerError(assert: Assert, { status, body }: WireAnswer, what: string) {
  assert.isBelow(status, 500, what)
  assert.notMatch(body, /node_modules|\/work\/|at \w+ \(|\.ts:\d+|SQLITE|SqliteError/, what)
}
