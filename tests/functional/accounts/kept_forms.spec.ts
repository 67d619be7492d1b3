import { gzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { endSessions } from '#accounts/sessions/end_sessions'
import { createProduct } from '#database/factories/product_factory'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import ProductConfiguration from '#models/product_configuration'
import User from '#models/user'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { formFields, hiddenFields } from '#tests/helpers/store/panel'
import { codeOf, givenSecondFactor } from '#tests/helpers/store/second_factor'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'

const LONG = `${'Zoë wrote "this" & <that>.\n'.repeat(800)}The end.`

test.group('A form sent after the session has ended', (group) => {
  group.each.setup(() => cleanStore())

  test('is saved after signing in again, with 20 KB of text and without its picture', async ({
    assert,
  }) => {
    const { configuration } = await createProduct()
    const { user: owner, visitor } = await givenSignedInUser('admin')
    const path = `/admin/products/${configuration.id}`
    const fields = formFields(await visitor.get(`${path}/edit`))
    await endSessions(owner.id)

    const form = new FormData()
    Object.entries({ ...fields, content: LONG }).forEach(([name, value]) => form.set(name, value))
    form.set(
      'cover_key_upload',
      new Blob([new Uint8Array(50_000)], { type: 'image/png' }),
      'cover.png'
    )
    const expired = await visitor.upload(path, form)
    const sentAgain = await visitor.post(path, hiddenFields(expired))
    const signedIn = await visitor.signIn(owner)
    const kept = await visitor.get(signedIn.location!)
    const saved = await resume(visitor, kept)

    assert.equal(expired.status, 403)
    assert.equal(sentAgain.location, '/login')
    assert.equal(signedIn.location, '/account/carry-on')
    assert.equal(saved.status, 303)
    const { content } = await ProductConfiguration.findOrFail(configuration.id)
    assert.equal(content!.replaceAll('\r\n', '\n'), LONG)
  })

  test('is resumed after the second factor, too', async ({ assert }) => {
    const { user: owner, visitor } = await givenSignedInUser('admin')
    const { secret } = await givenSecondFactor(owner)
    await visitor.get('/account')
    await endSessions(owner.id)

    const expired = await visitor.post('/account', { full_name: 'New Name' })
    await visitor.post('/account', hiddenFields(expired))
    await visitor.signIn(owner)
    await visitor.get('/login/code')
    const { location } = await visitor.post('/login/code', { one_time_code: codeOf(secret) })
    await resume(visitor, await visitor.get(location!))

    assert.equal((await owner.refresh()).fullName, 'New Name')
  })

  test('is kept without passwords, and deleted once it was sent', async ({ assert }) => {
    const { user: owner, visitor } = await givenSignedInUser('admin')
    await visitor.get('/account/email')
    await endSessions(owner.id)
    const expired = await visitor.post('/account/email', {
      email: 'new@example.com',
      current_password: PASSWORD,
    })
    await visitor.post('/account/email', {
      ...hiddenFields(expired),
      current_password: PASSWORD,
    })

    await visitor.signIn(owner)
    const kept = await visitor.get('/account/carry-on')
    assert.notInclude(kept.body, PASSWORD)
    assert.notInclude(JSON.stringify(await db.from('sessions')), PASSWORD)
    const refused = await resume(visitor, kept)
    assert.equal(refused.status, 422)
    assert.include(refused.body, 'new@example.com')
    assert.equal((await visitor.get('/account/carry-on')).location, '/account')
  })

  test('is not kept when its token was never valid', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.get('/login')

    const { status } = await visitor.post('/account', { full_name: 'Evil', _csrf: 'forged' })

    assert.equal(status, 403)
    assert.notInclude(JSON.stringify(await db.from('sessions')), 'kept_form')
  })

  test('is kept for its sender alone, not for the next user of the browser', async ({ assert }) => {
    const { user: owner, visitor } = await givenSignedInUser('admin')
    const other = await UserFactory.create()
    await visitor.get('/account')
    await endSessions(owner.id)
    await sendExpired(visitor, { full_name: 'A private note' })

    await visitor.signIn(other)
    const page = await visitor.get('/account/carry-on')
    const sent = await visitor.post('/account/carry-on')

    assert.equal(page.location, '/account')
    assert.equal(sent.location, '/account')
    assert.equal((await other.refresh()).fullName, other.fullName)
    assert.notInclude(JSON.stringify(await db.from('sessions')), 'A private note')
  })

  test('is not kept after signing out', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    await visitor.get('/account')
    await visitor.post('/logout')
    await visitor.get('/login')

    await visitor.post('/account', { full_name: 'Left in a second tab' })

    assert.equal((await visitor.signIn(user)).location, '/purchases')
  })

  test('is not kept from strangers, however large', async ({ assert }) => {
    const stranger = new Visitor()
    await stranger.get('/login')

    const answer = await stranger.post('/account', { full_name: 'A'.repeat(200_000) })

    assert.equal(answer.status, 303)
    assert.equal(answer.location, '/login')
    for (const { data } of await db.from('sessions')) {
      assert.isBelow(data.length, 1000)
    }
  })

  test('is kept ten times an hour, whatever the number of sessions', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    await visitor.get('/account')
    await endSessions(user.id)
    const sent = []
    for (let round = 0; round <= 10; round++) {
      const browser = visitor.copy()
      browser.cookies.delete('kiosk-session')
      await browser.get('/login')
      await browser.post('/account', { full_name: 'Once more' })
      sent.push(browser)
    }

    assert.equal((await sent[9].signIn(user)).location, '/account/carry-on')
    assert.equal((await sent[10].signIn(user)).location, '/purchases')
  })

  test('is refused compressed, as no browser sends it', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()
    await visitor.get('/account')

    const { status } = await fetch(new URL('/account', visitor.base), {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-encoding': 'gzip',
        'cookie': [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: gzipSync(new URLSearchParams({ _csrf: visitor.token, full_name: 'Packed' }).toString()),
    })

    assert.equal(status, 415)
  })
})

test.group('A sensitive action', (group) => {
  group.each.setup(() => cleanStore())
  group.each.teardown(() => {
    Date.now = realNow
  })

  test('asks for the password after ten minutes, then resumes the request', async ({ assert }) => {
    const { visitor } = await givenSignedInUser('admin')
    const colleague = await UserFactory.apply('viewer').create()
    const path = `/admin/staff/${colleague.id}`
    await visitor.get(path)
    const before = visitor.copy()
    Date.now = () => realNow() + 601_000

    const interrupted = await visitor.post(`${path}/role`, { role: 'support' })
    assert.equal(interrupted.location, '/account/sign-in-again')
    assert.equal((await User.findOrFail(colleague.id)).role, 'viewer')

    await visitor.get(interrupted.location!)
    const wrong = await visitor.post(interrupted.location!, {
      current_password: 'not the right one',
    })
    assert.equal(wrong.status, 422)
    const right = await visitor.post(interrupted.location!, { current_password: PASSWORD })
    assert.equal(right.location, '/account/carry-on')
    const done = await resume(visitor, await visitor.get(right.location!))

    assert.equal(done.location, path)
    assert.equal((await User.findOrFail(colleague.id)).role, 'support')
    assert.equal((await before.get('/account')).location, '/login', 'the old session id is invalid')
    assert.equal((await visitor.post(`${path}/role`, { role: 'viewer' })).location, path)
  })

  test('asks users with a second factor for its code', async ({ assert }) => {
    const { user: owner, visitor } = await givenSignedInUser('admin')
    const { secret } = await givenSecondFactor(owner)
    await visitor.get('/admin')
    Date.now = () => realNow() + 601_000

    const interrupted = await visitor.get('/admin/staff/invite')
    await visitor.get(interrupted.location!)
    const password = await visitor.post(interrupted.location!, { current_password: PASSWORD })
    const code = await visitor.post(interrupted.location!, { one_time_code: codeOf(secret) })

    assert.equal(password.status, 422)
    assert.equal(code.location, '/admin/staff/invite')
    assert.equal((await visitor.get(code.location!)).status, 200)
  })

  test('limits wrong passwords', async ({ assert }) => {
    const { visitor } = await givenSignedInUser('admin')
    await visitor.get('/account/sign-in-again')
    let status = 0
    for (let attempt = 0; attempt <= 10; attempt++) {
      const answer = await visitor.post('/account/sign-in-again', { current_password: 'wrong' })
      status = answer.status
    }

    assert.equal(status, 429)
  }).timeout(60_000)
})

const realNow = Date.now

/** Sends a form after its session has ended, and again from the page that answers. */
async function sendExpired(visitor: Visitor, fields: Record<string, string>) {
  await visitor.post('/account', hiddenFields(await visitor.post('/account', fields)))
}

/** Presses the button of the page and follows the 307 as a browser does. */
async function resume(visitor: Visitor, kept: Answer): Promise<Answer> {
  const fields = hiddenFields(kept)
  const { status, location } = await visitor.post('/account/carry-on', fields)
  if (status !== 307) {
    throw new Error(`There is no form to resume:  ${status}`)
  }
  return visitor.post(location!, fields)
}
