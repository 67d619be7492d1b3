import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import DisableSecondFactor from '#accounts/second_factor/disable_second_factor'
import { COMMAND_LINE } from '#authority/actor'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import User from '#models/user'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenProducts } from '#tests/helpers/store/bulk'
import { addressOf, everyChangingRoute, everyReadingRoute } from '#tests/helpers/store/every_route'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { givenStaff, linkTo, readHtml } from '#tests/helpers/store/panel'
import { codeOf, givenSecondFactor } from '#tests/helpers/store/second_factor'
import { tableContents } from '#tests/helpers/store/table_contents'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser, signedIn } from '#tests/helpers/store/signed_in'

const PAGE = '/account/second-factor'

test.group('Setting up a second factor', (group) => {
  group.each.setup(() => cleanStore())

  test('accepts a code from the app and shows ten recovery codes once', async ({ assert }) => {
    const staff = await givenStaff('support')
    const page = await staff.get(PAGE)
    const secret = secretOn(page)

    const answer = await staff.post(PAGE, { one_time_code: codeOf(secret) })

    assert.include(page.body, '<svg xmlns')
    assert.equal(secretOn(await staff.get('/account/second-factor')), '')
    assert.equal(answer.status, 200)
    assert.lengthOf(codesOn(answer), 10)
    assert.equal(answer.headers.get('cache-control'), 'private, no-store')
    const user = await User.findByOrFail('role', 'support')
    assert.isTrue(user.hasSecondFactor)
    const entry = await AuditEntry.findByOrFail('action', 'user.second_factor_on')
    assert.equal(entry.actorId, user.id)
    const [mail] = await mailsTo(user.email)
    assert.equal(mail.subject, 'Your second factor for Kiosk is on')
  })

  test('stores neither the secret nor recovery codes in plain text', async ({ assert }) => {
    const user = await UserFactory.apply('support').create()
    const { secret, recoveryCodes } = await givenSecondFactor(user)

    const kept = JSON.stringify([
      await db.from('users'),
      await db.from('recovery_codes'),
      await db.from('mails'),
      await db.from('audit_entries'),
    ])

    assert.notInclude(kept, secret)
    for (const code of recoveryCodes) {
      assert.notInclude(kept, code)
      assert.notInclude(kept, code.replaceAll('-', ''))
    }
  })

  test('keeps the displayed secret, encrypted, until it is confirmed', async ({ assert }) => {
    const staff = await givenStaff()
    const secret = secretOn(await staff.get(PAGE))

    const wrong = await staff.post(PAGE, { one_time_code: '000000' })

    assert.equal(wrong.status, 422)
    assert.include(wrong.body, 'This code is not right')
    assert.equal(secretOn(wrong), secret)
    assert.notInclude(JSON.stringify(await db.from('sessions')), secret)
    assert.isFalse((await User.findByOrFail('role', 'owner')).hasSecondFactor)
  })

  test('is for staff only', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()

    assert.equal((await visitor.get(PAGE)).status, 404)
    assert.notInclude((await visitor.get('/account')).body, PAGE)
  })

  test('downloads only the codes just shown as a file', async ({ assert }) => {
    const staff = await givenStaff()
    const secret = secretOn(await staff.get(PAGE))
    const codes = codesOn(await staff.post(PAGE, { one_time_code: codeOf(secret) }))
    const path = `${PAGE}/recovery-codes/file`

    const file = await staff.post(path, { recovery_codes: codes.join(' ') })
    const foreign = await staff.post(path, { recovery_codes: 'ABCD-ABCD-ABCD-ABCD' })
    const markup = await staff.post(path, { recovery_codes: '<script>' })

    assert.equal(file.status, 200)
    assert.include(file.headers.get('content-disposition')!, 'attachment')
    assert.include(file.body, codes.join('\n'))
    assert.equal(foreign.status, 404)
    assert.equal(markup.status, 404)
  })

  test('is undone only with the password and a code', async ({ assert }) => {
    const staff = await givenStaff()
    const user = await User.findByOrFail('role', 'owner')
    const { secret } = await givenSecondFactor(user)
    const path = `${PAGE}/disable`
    await staff.get(PAGE)

    const withoutPassword = await staff.post(path, {
      current_password: 'not the right password',
      one_time_code: codeOf(secret),
    })
    const withoutCode = await staff.post(path, {
      current_password: PASSWORD,
      one_time_code: '000000',
    })
    assert.deepEqual([withoutPassword.status, withoutCode.status], [422, 422])
    assert.isTrue((await user.refresh()).hasSecondFactor)

    const both = await staff.post(path, {
      current_password: PASSWORD,
      one_time_code: codeOf(secret),
    })
    assert.equal(both.location, '/account')
    assert.isFalse((await user.refresh()).hasSecondFactor)
    assert.isNull(user.secondFactorSecret)
    assert.lengthOf(await db.from('recovery_codes'), 0)
    assert.isNotNull(await AuditEntry.findBy('action', 'user.second_factor_off'))
  })

  test('invalidates the old recovery codes when it creates new ones', async ({ assert }) => {
    const staff = await givenStaff()
    const user = await User.findByOrFail('role', 'owner')
    const { recoveryCodes } = await givenSecondFactor(user)
    await staff.get(PAGE)

    const answer = await staff.post(`${PAGE}/recovery-codes`, {
      current_password: PASSWORD,
      one_time_code: recoveryCodes[1],
    })

    assert.lengthOf(codesOn(answer), 10)
    assert.notInclude(codesOn(answer), recoveryCodes[0])
    assert.equal((await signInWith(user, recoveryCodes[0])).status, 422)
    assert.equal((await signInWith(user, codesOn(answer)[0])).status, 303)
  })

  test('creates no new recovery codes without the password and a code', async ({ assert }) => {
    const staff = await givenStaff()
    const user = await User.findByOrFail('role', 'owner')
    const { secret, recoveryCodes } = await givenSecondFactor(user)
    await staff.get(PAGE)
    const path = `${PAGE}/recovery-codes`

    const answers = [
      await staff.post(path),
      await staff.post(path, { current_password: PASSWORD }),
      await staff.post(path, { current_password: PASSWORD, one_time_code: '000000' }),
      await staff.post(path, { current_password: 'wrong', one_time_code: codeOf(secret) }),
    ]

    assert.deepEqual(
      answers.map(({ status }) => status),
      [422, 422, 422, 422]
    )
    assert.equal((await signInWith(user, recoveryCodes[0])).status, 303)
  })
})

test.group('Changing an account that has a second factor', (group) => {
  group.each.setup(() => cleanStore())

  test('asks for a code before it changes the password', async ({ assert }) => {
    const staff = await givenStaff()
    const user = await User.findByOrFail('role', 'owner')
    const { secret } = await givenSecondFactor(user)
    const path = '/account/password'
    const form = await staff.get(path)
    const fields = {
      current_password: PASSWORD,
      password: NEW_PASSWORD,
      password_confirmation: NEW_PASSWORD,
    }

    const without = await staff.post(path, { ...fields, asks_code: '' })
    const wrong = await staff.post(path, { ...fields, one_time_code: '000000' })
    const { password } = await User.findOrFail(user.id)
    const right = await staff.post(path, { ...fields, one_time_code: codeOf(secret) })

    assert.include(form.body, 'name="one_time_code"')
    assert.equal(without.status, 422)
    assert.include(without.body, 'Enter the code.')
    assert.equal(wrong.status, 422)
    assert.include(wrong.body, 'This code is not right')
    assert.equal(password, user.password)
    assert.equal(right.location, '/account')
    assert.notEqual((await user.refresh()).password, password)
  })

  test('asks for a code before it changes the e-mail address', async ({ assert }) => {
    const staff = await givenStaff()
    const user = await User.findByOrFail('role', 'owner')
    const { recoveryCodes } = await givenSecondFactor(user)
    const path = '/account/email'
    const form = await staff.get(path)
    const fields = { email: 'new@example.com', current_password: PASSWORD }

    const without = await staff.post(path, fields)
    const wrong = await staff.post(path, { ...fields, one_time_code: '000000' })
    const mailsBefore = await mailsTo('new@example.com')
    const right = await staff.post(path, { ...fields, one_time_code: recoveryCodes[0] })

    assert.include(form.body, 'name="one_time_code"')
    assert.deepEqual([without.status, wrong.status], [422, 422])
    assert.lengthOf(mailsBefore, 0)
    assert.equal(right.location, '/account')
    assert.lengthOf(await mailsTo('new@example.com'), 1)
  })

  test('asks users without one for the password alone', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()

    const form = await visitor.get('/account/password')

    assert.notInclude(form.body, 'name="one_time_code"')
  })
})

test.group('Signing in with a second factor', (group) => {
  group.each.setup(() => cleanStore())
  group.each.teardown(() => {
    Date.now = realNow
  })

  test('takes two steps and leads to the requested page', async ({ assert }) => {
    const { user, secret } = await givenEnrolled()
    const visitor = new Visitor()
    await visitor.get('/admin/products')

    const first = await visitor.signIn(user)
    const halfWay = visitor.copy()
    await visitor.get('/login/code')
    const second = await visitor.post('/login/code', { one_time_code: codeOf(secret) })

    assert.equal(first.location, '/login/code')
    assert.equal(second.location, '/admin/products')
    assert.equal((await visitor.get('/account')).status, 200)
    assert.notEqual(visitor.cookies.get(COOKIE), halfWay.cookies.get(COOKIE))
    assert.equal((await halfWay.get('/account')).location, '/login')
  })

  test('gives no access between the steps', async ({ assert }) => {
    const { user } = await givenEnrolled()
    const visitor = await signedIn(user)

    for (const path of ['/account', '/purchases', '/admin', '/account/second-factor']) {
      assert.equal((await visitor.copy().get(path)).location, '/login', path)
    }
    assert.notInclude((await visitor.get('/')).body, 'href="/account"')
    assert.lengthOf(await db.from('sessions').where('user_id', String(user.id)), 0)
  })

  test('accepts each code once, even for simultaneous requests', async ({ assert }) => {
    const { user, secret } = await givenEnrolled()
    const code = codeOf(secret)

    const answers = await Promise.all(Array.from({ length: 3 }, () => signInWith(user, code)))

    assert.sameMembers(
      answers.map(({ status }) => status),
      [303, 422, 422]
    )
  })

  test('accepts the codes of one step before and after, and no others', async ({ assert }) => {
    const { user, secret } = await givenEnrolled()

    assert.equal((await signInWith(user, codeOf(secret, -2))).status, 422)
    assert.equal((await signInWith(user, codeOf(secret, 2))).status, 422)
    assert.equal((await signInWith(user, codeOf(secret, -1))).status, 303)
    assert.equal((await signInWith(user, codeOf(secret, 1))).status, 303)
    assert.equal((await signInWith(user, codeOf(secret))).status, 422, 'older than the last one')
  })

  test('accepts each recovery code once, in lower case too', async ({ assert }) => {
    const { user, recoveryCodes } = await givenEnrolled()
    const typed = ` ${recoveryCodes[3].toLowerCase().replaceAll('-', ' ')}`

    assert.equal((await signInWith(user, typed)).status, 303)
    assert.equal((await signInWith(user, recoveryCodes[3])).status, 422)
    const other = await givenEnrolled()
    assert.equal((await signInWith(other.user, recoveryCodes[4])).status, 422)
  })

  test('refuses even a correct code after five wrong ones', async ({ assert }) => {
    const { user, secret } = await givenEnrolled()
    const visitor = await signedIn(user)
    await visitor.get('/login/code')
    for (let attempt = 0; attempt < 5; attempt++) {
      const { status } = await visitor.post('/login/code', { one_time_code: '000000' })
      assert.equal(status, 422)
    }

    assert.equal((await visitor.post('/login/code', { one_time_code: codeOf(secret) })).status, 429)
    assert.equal((await signInWith(user, codeOf(secret))).status, 429, 'from a new session')
  })

  test('starts over after ten minutes and after a password change', async ({ assert }) => {
    const { user, secret } = await givenEnrolled()
    const visitor = await signedIn(user)
    await visitor.get('/login/code')
    const other = visitor.copy()

    await user.merge({ sessionsValidFrom: DateTime.utc().plus({ seconds: 1 }) }).save()
    const changed = await other.post('/login/code', { one_time_code: codeOf(secret) })
    await user.merge({ sessionsValidFrom: null }).save()
    Date.now = () => realNow() + 601_000
    const late = await visitor.post('/login/code', { one_time_code: codeOf(secret) })

    assert.equal(changed.location, '/login')
    assert.equal(late.location, '/login')
    assert.equal((await new Visitor().get('/login/code')).location, '/login')
  })
})

test.group('A store that requires a second factor of its staff', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => withSetting('required'))

  test('leads staff to the setup before it opens the panel', async ({ assert }) => {
    const { visitor } = await givenSignedInUser('admin')

    const refused = await visitor.get('/admin/products')
    const setup = await visitor.get(refused.location!)
    const posted = await visitor.post('/admin/sync')
    await visitor.post(PAGE, { one_time_code: codeOf(secretOn(setup)) })

    assert.equal(refused.location, PAGE)
    assert.include(readHtml(setup.body), 'This store asks you for a second factor.')
    assert.equal(posted.location, PAGE)
    assert.equal((await visitor.get('/admin/products')).status, 200)
  })

  test('requires none of customers', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()

    assert.equal((await visitor.get('/account')).status, 200)
    assert.equal((await visitor.get('/admin')).status, 404)
  })
})

test.group('A store that requires a second factor of its owners', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => withSetting('owners'))

  test('leads an owner to the setup at sign-in, and then to the requested page', async ({
    assert,
  }) => {
    const user = await UserFactory.apply('admin').create()
    const visitor = new Visitor()
    await visitor.get('/admin/products')

    const answer = await visitor.signIn(user)
    const setup = await visitor.get(answer.location!)
    const panel = await visitor.get('/admin/purchases')
    const codes = await visitor.post(PAGE, { one_time_code: codeOf(secretOn(setup)) })

    assert.equal(answer.location, PAGE)
    assert.include(readHtml(setup.body), 'This store asks you for a second factor.')
    assert.equal(panel.location, PAGE)
    assert.equal(linkTo(codes, 'I have kept them'), '/admin/purchases')
    assert.equal((await visitor.get('/admin/purchases')).status, 200)
  })

  test('opens no route of the panel to an owner without one', async ({ assert }) => {
    const { configuration, purchase, release } = await givenOwnedFile()
    const { visitor } = await givenSignedInUser('admin')
    const values = {
      id: configuration.id,
      reference: purchase.reference,
      fileId: release.productFileId,
      releaseId: release.id,
    }
    await visitor.get('/account')
    const before = await tableContents()

    for (const route of [...everyReadingRoute(), ...everyChangingRoute()]) {
      if (route.pattern.startsWith('/admin')) {
        const path = addressOf(route, values)
        const answer = await (route.method === 'GET' ? visitor.get(path) : visitor.post(path))
        assert.equal(answer.location, PAGE, route.title)
      }
    }
    assert.deepEqual(await tableContents(), before)
  }).timeout(60_000)

  test('tells programs of an owner without one so in JSON', async ({ assert }) => {
    const { visitor } = await givenSignedInUser('admin')

    const answer = await visitor.get('/admin/products', { accept: 'application/json' })

    assert.equal(answer.status, 403)
    assert.equal(JSON.parse(answer.body).error.code, 'second_factor_required')
  })

  test('shows an owner without one no drafts', async ({ assert }) => {
    const [{ slug }] = await givenProducts(1, { isActive: false })
    const { visitor: owner } = await givenSignedInUser('admin')
    const { visitor: manager } = await givenSignedInUser('manager')

    assert.equal((await owner.get(`/products/${slug}`)).status, 404)
    assert.equal((await manager.get(`/products/${slug}`)).status, 200)
  })

  test('requires none of the other staff', async ({ assert }) => {
    const manager = await UserFactory.apply('manager').create()
    const visitor = new Visitor()

    const answer = await visitor.signIn(manager)

    assert.equal(answer.location, '/purchases')
    assert.equal((await visitor.get('/admin/products')).status, 200)
  })

  test('keeps the own account open to an owner without one', async ({ assert }) => {
    const { visitor } = await givenSignedInUser('admin')

    for (const path of ['/', '/account', '/account/password', '/purchases']) {
      assert.equal((await visitor.get(path)).status, 200, path)
    }
  })

  test('leads an owner to the setup again after a reset', async ({ assert }) => {
    const { user, secret } = await givenEnrolled()
    const visitor = await signedIn(user)
    await visitor.get('/login/code')
    await visitor.post('/login/code', { one_time_code: codeOf(secret) })
    assert.equal((await visitor.get('/admin')).status, 200)

    await new DisableSecondFactor().handle({ user, actor: COMMAND_LINE })

    assert.equal((await visitor.get('/admin')).location, PAGE)
    assert.equal((await new Visitor().signIn(user)).location, PAGE)
  })
})

const COOKIE = 'kiosk-session'
const NEW_PASSWORD = 'nine lazy otters afloat'
const realNow = Date.now

/** The setting that these tests change. */
const setting = storeConfig as { staffSecondFactor: 'owners' | 'required' | 'optional' }

/** @returns what sets it back */
function withSetting(value: typeof setting.staffSecondFactor) {
  const former = setting.staffSecondFactor
  setting.staffSecondFactor = value
  return () => {
    setting.staffSecondFactor = former
  }
}

async function givenEnrolled() {
  const user = await UserFactory.apply('admin').create()
  return { user, ...(await givenSecondFactor(user)) }
}

/** Signs in with the password and a code. @returns the answer to the code */
async function signInWith(user: User, code: string): Promise<Answer> {
  const visitor = await signedIn(user)
  await visitor.get('/login/code')
  return visitor.post('/login/code', { one_time_code: code })
}

function secretOn({ body }: Answer): string {
  return (/<code class="secret">([^<]*)</.exec(body)?.[1] ?? '').replaceAll(' ', '')
}

function codesOn({ body }: Answer): string[] {
  return [...body.matchAll(/<li><code>([^<]*)</g)].map(([, code]) => code)
}
