import { readdir } from 'node:fs/promises'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import env from '#start/env'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { addressOf, everyReadingRoute, everyRoute } from '#tests/helpers/store/every_route'
import { everyPage } from '#tests/helpers/store/every_page'
import { givenStaff } from '#tests/helpers/store/panel'
import { Visitor } from '#tests/helpers/store/visitor'
import { rawRequest } from '#tests/helpers/store/wire'

/** Public files. */
const FILES =
  /^\/(covers\/|favicon|theme|site\.webmanifest|robots|sitemap|\.well-known\/|health\/|assets\/)/

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
]

interface Headers {
  get(name: string): string | null | undefined
}

test.group('Headers of every response', (group) => {
  group.each.setup(() => cleanStore())

  test('include the security headers on every route, for visitors and staff', async ({
    assert,
  }) => {
    for (const visitor of [new Visitor(), await givenStaff()]) {
      for (const route of everyRoute()) {
        const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
        const headers: Record<string, string> = cookie ? { cookie } : {}
        const path = addressOf(route, {}, 'some-thing')
        const answer = await rawRequest({ method: route.method, path, headers })
        hasSecurityHeaders(assert, answer.headers, route.title)
      }
    }
  })

  test('include the security headers for other answers: {what}')
    .with([
      { what: 'an unknown address', request: { path: '/nothing/there' } },
      { what: 'an address that cannot be decoded', request: { path: '/%zz%ff' } },
      { what: 'an unknown method', request: { method: 'TRACE' } },
      {
        what: 'a method that the route does not have',
        request: { method: 'DELETE', path: '/login' },
      },
      { what: 'another host', request: { headers: { Host: 'evil.example' } } },
      {
        what: 'a form without its token',
        request: { method: 'POST', path: '/login', body: 'a=b' },
      },
      { what: 'a hidden file', request: { path: '/.env' } },
      { what: 'a webhook without signature', request: { method: 'POST', path: '/stripe/webhook' } },
      { what: 'HEAD', request: { method: 'HEAD' } },
    ])
    .run(async ({ assert }, { what, request }) => {
      const answer = await rawRequest(request as object)
      hasSecurityHeaders(assert, answer.headers, what)
    })

  test('allow this store only in the content security policy, and the payment page for forms', async ({
    assert,
  }) => {
    const { headers } = await new Visitor().get('/')

    assert.equal(
      headers.get('content-security-policy'),
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
        "connect-src 'self'; manifest-src 'self'; " +
        `form-action 'self' ${env.get('STRIPE_API_BASE')}; ` +
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )
  })

  test('include the security headers for built files, which are immutable', async ({ assert }) => {
    const [file] = (await readdir('public/assets')).filter((name) => name.endsWith('.css'))
    const answer = await rawRequest({ path: `/assets/${file}` })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    hasSecurityHeaders(assert, answer.headers, file)
  })

  test('are the same for a cached page and a rendered one', async ({ assert }) => {
    await createProduct()
    const made = await new Visitor().get('/')
    const cached = await new Visitor().get('/')
    hasSecurityHeaders(assert, cached.headers, 'cached page')
    const ofOneAnswer = ['x-request-id', 'date']
    const comparable = (headers: globalThis.Headers) =>
      [...headers].filter(([name]) => !ofOneAnswer.includes(name)).sort()
    assert.deepEqual(comparable(cached.headers), comparable(made.headers))
  })

  test('do not allow other sites to read the response', async ({ assert }) => {
    const visitor = await givenStaff()
    for (const route of everyReadingRoute()) {
      const path = addressOf(route, {}, 'some-thing')
      const answer = await visitor.get(path, { origin: 'https://evil.example' })
      const cors = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))
      assert.deepEqual(cors, [], route.title)
    }
    const preflight = await rawRequest({
      method: 'OPTIONS',
      path: '/login',
      headers: { 'Origin': 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    assert.isFalse(preflight.headers.has('access-control-allow-origin'))
  })

  test('forbid caching of personal pages, and set no cookie on public ones', async ({ assert }) => {
    const visitors = new Map([[0, new Visitor()]])
    for (const { path, name, reader } of await everyPage()) {
      const visitor = visitors.get(reader?.id ?? 0) ?? new Visitor()
      if (reader && !visitors.has(reader.id)) {
        visitors.set(reader.id, visitor)
        await visitor.signIn(reader)
      }
      const answer = await visitor.get(path)
      const kept = answer.headers.get('cache-control') ?? ''
      if (/public/.test(kept)) {
        assert.deepEqual(answer.headers.getSetCookie(), [], name)
        assert.isNull(reader, name)
      } else {
        assert.equal(kept, 'private, no-store', name)
      }
    }
  })

  test('forbid caching of everything that is not public', async ({ assert }) => {
    for (const route of everyReadingRoute()) {
      const answer = await new Visitor().get(addressOf(route, {}, 'some-thing'))
      const kept = answer.headers.get('cache-control') ?? ''
      if (FILES.test(route.pattern)) {
        assert.deepEqual(answer.headers.getSetCookie(), [], route.title)
      } else if (kept.includes('public')) {
        assert.deepEqual(answer.headers.getSetCookie(), [], route.title)
      } else {
        assert.match(kept, /no-store/, route.title)
      }
    }
  })

  test('protect cookies from scripts and other sites', async ({ assert }) => {
    const answer = await new Visitor().get('/login')
    const cookies = answer.headers.getSetCookie()
    assert.isNotEmpty(cookies)
    for (const cookie of cookies) {
      assert.match(cookie, /; HttpOnly/i)
      assert.match(cookie, /; SameSite=Lax/i)
      assert.match(cookie, /; Path=\//i)
      assert.notMatch(cookie, /; Domain=/i)
    }
  })

  test('replace a request id that anybody chose')
    .with(['a-stranger-chose-this', 'short', 'with"quotes and spaces', '${jndi:ldap://evil}'])
    .run(async ({ assert }, given) => {
      for (const path of ['/', '/', '/nothing-there']) {
        const answer = await rawRequest({ path, headers: { 'X-Request-Id': given } })
        const id = answer.headers.get('x-request-id') ?? ''
        assert.notEqual(id, given, path)
        assert.match(id, /^[\w.-]{8,64}$/)
      }
    })
})

function hasSecurityHeaders(assert: Assert, headers: Headers, what: string) {
  const policy = headers.get('content-security-policy') ?? ''
  for (const directive of POLICY) {
    assert.include(policy, directive, `${what}: the policy`)
  }
  assert.include(policy, new URL(env.get('STRIPE_API_BASE')!).origin, what)
  assert.notMatch(policy, /unsafe|\*/, what)
  assert.equal(headers.get('x-content-type-options'), 'nosniff', what)
  assert.equal(headers.get('x-frame-options'), 'DENY', what)
  assert.match(
    headers.get('referrer-policy') ?? '',
    /^(strict-origin-when-cross-origin|no-referrer)$/,
    what
  )
  assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', what)
  assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', what)
  assert.include(headers.get('permissions-policy') ?? '', 'camera=()', what)
  assert.match(headers.get('x-request-id') ?? '', /^[\w.-]{8,64}$/, what)
  assert.isNotOk(headers.get('x-powered-by'), what)
}
