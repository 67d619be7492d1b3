import { test } from '@japa/runner'
import { appUrl } from '#config/app'
import env from '#start/env'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { addressOf, everyReadingRoute } from '#tests/helpers/store/every_route'
import { everyPage } from '#tests/helpers/store/every_page'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { givenStaff } from '#tests/helpers/store/panel'
import { Visitor } from '#tests/helpers/store/visitor'
import { rawRequest, sendBytes } from '#tests/helpers/store/wire'

const FORGED = {
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-port': '666',
  'forwarded': 'host=evil.example;proto=https',
  'x-original-url': '/admin',
  'x-rewrite-url': '/admin',
  'x-http-method-override': 'POST',
  'referer': 'https://evil.example/from',
  'origin': 'https://evil.example',
}

const ELSEWHERE = [
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https:evil.example',
  '/%2f%2fevil.example',
  '/%5cevil.example',
  '/\t/evil.example',
  'javascript:alert(1)//evil.example',
]

const LEADING_NAMES = ['next', 'back', 'return_to', 'redirect', 'url', 'to', 'product', 'intended']

test.group('Hosts', (group) => {
  group.each.setup(() => cleanStore())

  test('of other stores are refused')
    .with(['evil.example', 'localhost.evil.example', 'evil.example:80', 'localhost@evil', '', '..'])
    .run(async ({ assert }, host) => {
      for (const path of ['/', '/login', '/nothing-there', '/theme.css']) {
        const { status, body } = await rawRequest({ path, headers: { Host: host } })
        assert.equal(status, 421, path)
        assert.notInclude(body, 'evil')
      }
    })

  test('of this store are accepted in any letter case', async ({ assert }) => {
    const port = env.get('PORT')
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, '127.0.0.1', '[::1]:80']) {
      assert.equal((await rawRequest({ headers: { Host: host } })).status, 200, host)
    }
  })

  test('are refused where two are named', async ({ assert }) => {
    for (const path of ['/', '/login', '/health/live']) {
      const { status } = await sendBytes([
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nhost: evil.example\r\nConnection: close\r\n\r\n`,
      ])
      assert.equal(status, 400, path)
    }
  })

  test('are ignored by the health checks', async ({ assert }) => {
    for (const path of ['/health/live', '/health/ready']) {
      const { status } = await rawRequest({ path, headers: { Host: '10.0.0.7:3333' } })
      assert.equal(status, 200, path)
    }
  })

  test('in forwarded headers are not trusted by any page', async ({ assert }) => {
    const visitors = new Map([[0, new Visitor()]])
    for (const { path, reader, name, status = 200 } of await everyPage()) {
      const visitor = visitors.get(reader?.id ?? 0) ?? new Visitor()
      if (reader && !visitors.has(reader.id)) {
        visitors.set(reader.id, visitor)
        await visitor.signIn(reader)
      }
      const answer = await visitor.get(path, FORGED)
      assert.equal(answer.status, status, name)
      assert.notInclude(answer.body + (answer.location ?? ''), 'evil.example', name)
    }
  })

  test('in mails and absolute links come from APP_URL alone', async ({ assert }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct()
    const visitor = new Visitor(undefined, FORGED)
    await visitor.submit('/forgot-password', { email: user.email })
    const [mail] = await mailsTo(user.email)
    const links = mail.text.match(/https?:\/\/\S+/g) ?? []
    assert.isNotEmpty(links)
    links.forEach((link) => assert.isTrue(`${link}/`.startsWith(`${appUrl}/`), link))

    const page = await visitor.get(`/products/${configuration.slug}`)
    const canonical = /<link rel="canonical" href="([^"]+)"/.exec(page.body)?.[1]
    assert.equal(canonical, `${appUrl}/products/${configuration.slug}`)
    assert.include((await visitor.get('/sitemap.xml')).body, `<loc>${appUrl}/`)
  })

  test('in query parameters never lead to another site', async ({ assert }) => {
    for (const visitor of [new Visitor(), await givenStaff()]) {
      for (const route of everyReadingRoute()) {
        for (const place of ELSEWHERE) {
          const query = LEADING_NAMES.map((name) => `${name}=${encodeURIComponent(place)}`)
          const path = `${addressOf(route, {}, 'some-thing')}?${query.join('&')}`
          const answer = await visitor.get(path, { referer: place.trim() })
          staysHere(assert, answer.location, route.title)
          assert.notMatch(answer.body, /(href|action|src)="[^"/]*(\/[\\/]|\\|https?:)*evil/i, path)
        }
      }
    }
  }).timeout(90_000)

  test('in the requested page never lead to another site after sign-in', async ({ assert }) => {
    const user = await UserFactory.create()
    for (const path of ['//evil.example', '/purchases?next=//evil.example', '/account//evil']) {
      const visitor = new Visitor()
      await rawRequest({ path })
      await visitor.get(path.startsWith('//') ? `/account?x=${path}` : path)
      const answer = await visitor.signIn(user)
      assert.equal(answer.status, 303)
      staysHere(assert, answer.location, path)
    }
  })
})

function staysHere(
  assert: { match: (value: string, pattern: RegExp, message: string) => void },
  location: string | null,
  what: string
) {
  assert.match(location ?? '/', /^\/(?![/\\])/, what)
}
