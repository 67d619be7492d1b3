import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { UserFactory } from '#database/factories/user_factory'
import { PASSWORD } from '#database/factories/user_factory'
import User from '#models/user'
import { breakPage } from '#tests/helpers/store/break_page'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenStaff, hiddenFields, linkTo, readHtml } from '#tests/helpers/store/panel'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'

test.group('Error pages', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => limiter.clear())

  test('for an unknown address lead back to the store', async ({ assert }) => {
    const answer = await new Visitor().get('/nothing/here')
    assertErrorPage(assert, answer, 404, 'There is nothing at this address')
  })

  test('for a missing right say so', async ({ assert }) => {
    const viewer = await givenStaff('viewer')
    assertErrorPage(assert, await viewer.post('/admin/sync'), 403, 'This is not open to you')
  })

  test('for a body that is too large say so', async ({ assert }) => {
    const answer = await new Visitor().post('/login', { email: 'x'.repeat(300_000) })
    assertErrorPage(assert, answer, 413, 'That was too large')
  })

  test('for too many attempts say when to try again', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    let answer = await visitor.signIn(user, 'a-wrong-password')
    for (let tries = 0; tries < 10 && answer.status !== 429; tries++) {
      answer = await visitor.signIn(user, 'a-wrong-password')
    }
    assertErrorPage(assert, answer, 429, 'Too many attempts')
    const seconds = Number(answer.headers.get('retry-after'))
    assert.isAbove(seconds, 60)
    assert.isAtMost(seconds, 15 * 60)
    assert.include(readHtml(answer.body), `Please wait ${Math.ceil(seconds / 60)} minutes`)
  })

  test('for an internal error show a reference and no details', async ({ assert, cleanup }) => {
    const staff = await givenStaff()
    cleanup(breakPage(new Error('secret detail at /srv/kiosk/app.ts:12')))
    const answer = await staff.get('/admin')
    assertErrorPage(assert, answer, 500, 'Something went wrong on our side')
    assert.include(answer.body, answer.headers.get('x-request-id')!)
    assert.notInclude(answer.body, 'secret detail')
  })

  test('for an unavailable dependency say when to try again')
    .with(['SQLITE_BUSY', 'ECONNREFUSED', '57P01'])
    .run(async ({ assert, cleanup }, code) => {
      const staff = await givenStaff()
      cleanup(breakPage(Object.assign(new Error('connection to 10.0.0.3 lost'), { code })))
      const answer = await staff.get('/admin')
      assertErrorPage(assert, answer, 503, 'We cannot do this right now')
      assert.isAbove(Number(answer.headers.get('retry-after')), 0)
      assert.notInclude(answer.body, '10.0.0.3')
    })

  test('for a disk without room say so')
    .with([
      { code: 'ENOSPC' },
      { code: 'EDQUOT' },
      { code: 'SQLITE_FULL' },
      { code: '53100' },
      { name: 'XMinioStorageFull' },
      { cause: { code: 'ENOSPC' } },
    ])
    .run(async ({ assert, cleanup }, error) => {
      const staff = await givenStaff()
      cleanup(breakPage(Object.assign(new Error('cannot write /srv/kiosk'), error)))
      const answer = await staff.get('/admin')
      assertErrorPage(assert, answer, 507, 'There is no room on the disk')
      assert.notInclude(answer.body, '/srv/kiosk')
    })

  test('are JSON for programs', async ({ assert, cleanup }) => {
    const staff = await givenStaff()
    const json = { accept: 'application/json' }
    const missing = await staff.get('/nothing/here', json)
    assert.equal(missing.status, 404)
    assert.equal(JSON.parse(missing.body).error.code, 'not_found')

    cleanup(breakPage(new Error('secret detail')))
    const fault = await staff.get('/admin', json)
    assert.equal(fault.status, 500)
    assert.equal(fault.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.equal(JSON.parse(fault.body).error.code, 'server_error')
    assert.notInclude(fault.body, 'secret detail')

    const forged = await new Visitor().post('/login', {}, json)
    assert.equal(forged.status, 403)
    assert.equal(JSON.parse(forged.body).error.code, 'no_cookies')
  })

  test('do not keep headers of the page that failed', async ({ assert, cleanup }) => {
    const staff = await givenStaff()
    cleanup(breakPage(new Error('broken')))
    const { headers } = await staff.get('/admin', { 'if-none-match': '*' })
    for (const name of ['etag', 'content-disposition', 'content-encoding', 'last-modified']) {
      assert.isNull(headers.get(name), name)
    }
  })
})

test.group('A form from a browser without cookies', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => limiter.clear())

  test('to {path} is answered with how to turn them on')
    .with([{ path: '/login' }, { path: '/signup' }, { path: '/forgot-password' }])
    .run(async ({ assert }, { path }) => {
      const visitor = new Visitor()
      await visitor.get(path)
      const send = () => {
        visitor.cookies.clear()
        const referer = `${visitor.base}${path}?product=course`
        return visitor.post(path, { email: 'ada@example.com', password: PASSWORD }, { referer })
      }

      for (const answer of [await send(), await send()]) {
        assertErrorPage(assert, answer, 403, 'Your browser sent no cookie')
        assert.include(answer.body, 'cookies are probably turned off')
        assert.include(answer.body, 'look for “Cookies” under privacy')
        assert.equal(linkTo(answer, 'Open the page again'), `${path}?product=course`)
        assert.notInclude(answer.body, PASSWORD)
      }
    })

  test('can be sent again where cookies were on, and only too old', async ({ assert }) => {
    const visitor = new Visitor()
    const answer = await visitor.post('/forgot-password', { email: 'ada@example.com' })

    const again = await visitor.post('/forgot-password', hiddenFields(answer))

    assert.equal(again.status, 200)
  })

  test('leads to no other site', async ({ assert }) => {
    const referer = 'https://evil.example//evil.example/login'
    const answer = await new Visitor().post('/login', {}, { referer })

    assert.equal(linkTo(answer, 'Open the page again'), '/')
  })
})

test.group('An expired form', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => limiter.clear())

  test('keeps what was typed, and works when it is sent again', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.get('/signup')
    const typed = { full_name: 'Zoë "Quote" <b>', email: 'zoe@example.com' }
    const expired = await visitor.post('/signup', {
      ...typed,
      _csrf: 'stale',
      password: PASSWORD,
      password_confirmation: PASSWORD,
    })
    assertErrorPage(assert, expired, 403, 'This form had been open for too long')
    assert.equal(await User.findBy('email', typed.email), null)
    assert.notInclude(expired.body, PASSWORD)

    const fields = hiddenFields(expired)
    assert.deepInclude(fields, typed)
    assert.include(expired.body, 'action="/signup"')

    const again = await visitor.post('/signup', fields)
    assert.equal(again.status, 422)
    assert.include(again.body, 'zoe@example.com')

    const whole = { ...fields, password: PASSWORD, password_confirmation: PASSWORD }
    assert.equal((await visitor.post('/signup', whole)).status, 303)
    assert.isNotNull(await User.findBy('email', typed.email))
  })

  test('of a signed-in user works when it is sent again', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser('verified')
    const expired = await visitor.post('/account', { full_name: 'New Name', _csrf: 'stale' })
    assert.equal(expired.status, 403)

    const { status } = await visitor.post('/account', hiddenFields(expired))
    assert.equal(status, 303)
    await user.refresh()
    assert.equal(user.fullName, 'New Name')
  })

  test('keeps line breaks, lists and nested fields', async ({ assert }) => {
    const visitor = new Visitor()
    const expired = await visitor.post('/signup', {
      'text': 'one\ntwo\n  three ',
      'list[]': 'a',
      'deep[a][b]': 'c',
      'api_token': 'not to be shown',
    })
    const fields = hiddenFields(expired)
    assert.equal(fields.text, 'one\ntwo\n  three ')
    assert.equal(fields['list[]'], 'a')
    assert.equal(fields['deep[a][b]'], 'c')
    assert.notInclude(expired.body, 'not to be shown')
  })

  test('is the answer to a cookie with an invalid signature', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.get('/login')
    const [[name]] = visitor.cookies
    for (const value of ['', 's%3Aforged.signature', 'e%3Aforged', '%zz', 'x'.repeat(3000)]) {
      visitor.cookies.set(name, value)
      const answer = await visitor.copy().post('/login', { email: 'a@example.com' })
      assertErrorPage(assert, answer, 403, 'This form had been open for too long')
      assert.equal((await visitor.copy().get('/')).status, 200)
    }
  })
})

function assertErrorPage(assert: Assert, answer: Answer, status: number, title: string) {
  assert.equal(answer.status, status)
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(answer.headers.get('cache-control'), 'private, no-store')
  assert.include(answer.body, '<html lang="en"')
  assert.match(answer.body, /<link rel="stylesheet" href="\/assets\//)
  assert.match(answer.body, new RegExp(`<h1>${title}</h1>`))
  assert.include(answer.body, '<meta name="robots" content="noindex">')
  assert.match(answer.body, /<main[\s\S]*href="\/"/)
  assert.notMatch(answer.body, /node_modules|@!|\bat \w+ \(|errors\.\w+\./)
}
