import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import AcceptInvitation from '#accounts/staff/accept_invitation'
import UpdateRole from '#accounts/staff/update_role'
import UpdateAccountState from '#accounts/update_account_state'
import { databaseTime } from '#database/columns'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import AccountToken from '#models/account_token'
import AuditEntry from '#models/audit_entry'
import User from '#models/user'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { linkIn, mailsTo } from '#tests/helpers/store/mailbox'
import { givenStaff, readHtml, rowsOf, staffActs } from '#tests/helpers/store/panel'
import { givenSecondFactor } from '#tests/helpers/store/second_factor'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser, signedIn } from '#tests/helpers/store/signed_in'
import { waitUntil } from '#tests/helpers/wait_until'

const ADDRESS = 'ada@example.com'
const NEW = 'nine lazy otters afloat'
const LINK = /\/invitations\//

test.group('An invitation to the staff', (group) => {
  group.each.setup(() => cleanStore())

  test('creates an account with name and password that may open the panel', async ({ assert }) => {
    const owner = await givenStaff()
    const sent = await invite(owner, ADDRESS, 'support')
    const [mail] = await mailsTo(ADDRESS)
    const path = await linkIn(ADDRESS, LINK)
    const guest = new Visitor()
    const page = await guest.get(path)

    const accepted = await guest.post(path, {
      full_name: 'Ada',
      password: NEW,
      password_confirmation: NEW,
    })

    assert.equal(sent.location, '/admin/staff')
    assert.equal(mail.subject, 'You are invited to run Kiosk')
    assert.include(mail.text, 'as support')
    assert.include(readHtml(page.body), 'to work on Kiosk as support')
    assert.equal(accepted.location, '/invitations/done')
    const user = await User.findByOrFail('email', ADDRESS)
    assert.include(user.serialize(), { role: 'support', fullName: 'Ada' })
    assert.isNotNull(user.emailVerifiedAt)
    assert.equal((await guest.signIn(user, NEW)).status, 303)
    assert.equal((await guest.get('/admin')).status, 200)
    assert.sameMembers(await actions(), ['user.invited', 'user.joined_staff'])
    assert.equal((await guest.get(path)).status, 410, 'works once')
  })

  test('gives no role and no access before it is accepted', async ({ assert }) => {
    await invite(await givenStaff(), ADDRESS, 'owner')

    const user = await User.findByOrFail('email', ADDRESS)
    assert.isNull(user.role)
    assert.equal((await new Visitor().signIn(user, '')).status, 422)
    const kept = JSON.stringify([await db.from('account_tokens'), await db.from('mails')])
    assert.notInclude(kept, (await linkIn(ADDRESS, LINK)).split('/').at(-1)!)
  })

  test('asks an existing account for its password', async ({ assert }) => {
    const customer = await UserFactory.merge({ email: ADDRESS, fullName: 'Ada' }).create()
    const before = await signedIn(customer)
    await invite(await givenStaff(), ADDRESS, 'manager')
    const path = await linkIn(ADDRESS, LINK)
    const guest = new Visitor()

    const without = await guest.post(path, { password: NEW, password_confirmation: NEW })
    const wrong = await guest.post(path, { current_password: 'not the right password' })
    assert.deepEqual([without.status, wrong.status], [422, 422])
    assert.isNull((await customer.refresh()).role)

    const right = await guest.post(path, { current_password: PASSWORD })
    assert.equal(right.location, '/invitations/done')
    assert.equal((await customer.refresh()).role, 'manager')
    assert.equal(customer.fullName, 'Ada')
    assert.equal((await before.get('/account')).location, '/login', 'sessions from before end')
  })

  test('expires after seven days, and can be sent again', async ({ assert }) => {
    const owner = await givenStaff()
    await invite(owner, ADDRESS, 'viewer')
    const first = await linkIn(ADDRESS, LINK)
    const token = await AccountToken.findByOrFail('purpose', 'staff_invitation')
    const days = token.expiresAt.diff(DateTime.utc()).as('days')
    assert.closeTo(days, 7, 0.01)
    await db
      .from('account_tokens')
      .update({ expires_at: databaseTime(DateTime.utc().minus({ minutes: 1 })) })
    assert.equal((await new Visitor().get(first)).status, 410)
    assert.match(
      readHtml((await owner.get('/admin/staff')).body),
      /ada@example\.com Viewer Sent by The owner <\S+> Over/
    )

    await owner.post(`/admin/staff/invitations/${token.id}/resend`)

    const second = await linkIn(ADDRESS, LINK)
    assert.notEqual(second, first)
    assert.equal((await new Visitor().get(second)).status, 200)
    assert.equal((await owner.post(`/admin/staff/invitations/${token.id}/resend`)).status, 404)
  })

  test('can be withdrawn', async ({ assert }) => {
    const owner = await givenStaff()
    await invite(owner, ADDRESS, 'viewer')
    const path = await linkIn(ADDRESS, LINK)
    const token = await AccountToken.findByOrFail('purpose', 'staff_invitation')

    await owner.post(`/admin/staff/invitations/${token.id}/withdraw`)

    const guest = new Visitor()
    const answer = await guest.post(path, { password: NEW, password_confirmation: NEW })
    assert.equal(answer.status, 410)
    assert.isNull((await User.findByOrFail('email', ADDRESS)).role)
    assert.include(await actions(), 'user.invitation_withdrawn')
  })

  test('ends when its sender is removed, disabled, or may no longer invite')
    .with([
      ['remove', 'staff', {}],
      ['role', 'staff', { role: 'manager' }],
      ['disable', 'customers', { reason: 'Fraud' }],
    ] as const)
    .run(async ({ assert }, [act, area, fields]) => {
      const owner = await givenStaff()
      const { user: sender, visitor: theirs } = await givenSignedInUser('admin')
      await invite(theirs, ADDRESS, 'owner')
      const path = await linkIn(ADDRESS, LINK)
      await invite(owner, 'bea@example.com', 'owner')
      const others = await linkIn('bea@example.com', LINK)
      const before = readHtml((await owner.get('/admin/staff')).body)

      await owner.post(`/admin/${area}/${sender.id}/${act}`, fields)

      const after = readHtml((await owner.get('/admin/staff')).body)
      assert.include(before, `${ADDRESS} Owner Sent by ${sender.label}`)
      assert.notInclude(after, ADDRESS)
      const guest = new Visitor()
      const page = await guest.get(path)
      const accepted = await guest.post(path, { password: NEW, password_confirmation: NEW })
      assert.deepEqual([page.status, accepted.status], [410, 410])
      assert.isNull((await User.findByOrFail('email', ADDRESS)).role)
      assert.equal((await guest.get(others)).status, 200, 'those of others remain')
    })

  test('is checked against the right of its sender when it is accepted', async ({ assert }) => {
    const { user: sender, visitor: theirs } = await givenSignedInUser('admin')
    await invite(theirs, ADDRESS, 'owner')
    const path = await linkIn(ADDRESS, LINK)
    const guest = new Visitor()
    const accept = () => guest.post(path, { password: NEW, password_confirmation: NEW })

    for (const changes of [{ role: 'manager' }, { role: null }, { disabledAt: DateTime.utc() }]) {
      await sender.merge({ role: 'owner', disabledAt: null, ...changes } as never).save()
      assert.equal((await accept()).status, 410)
    }
    await db.from('account_tokens').update({ inviter_id: null })
    assert.equal((await accept()).status, 410, 'nobody known has sent it')
    assert.isNull((await User.findByOrFail('email', ADDRESS)).role)

    await sender.merge({ role: 'owner', disabledAt: null }).save()
    await db.from('account_tokens').update({ inviter_id: sender.id })
    assert.equal((await accept()).location, '/invitations/done')
  })

  test('and the removal of its sender, at the same time, give no role afterwards', async ({
    assert,
  }) => {
    const { user: sender, visitor: theirs } = await givenSignedInUser('admin')
    const owner = await UserFactory.apply('admin').create()
    await invite(theirs, ADDRESS, 'owner')
    const token = await AccountToken.query()
      .where('purpose', 'staff_invitation')
      .preload('user')
      .firstOrFail()

    const [removed, accepted] = await Promise.all([
      new UpdateRole().handle({ userId: sender.id, role: null, actor: actorFor(owner) }),
      new AcceptInvitation().handle({
        token,
        password: NEW,
        fullName: null,
        actor: actorFor(token.user),
      }),
    ])

    assert.equal(removed.type, 'changed')
    const user = await User.findByOrFail('email', ADDRESS)
    assert.equal(user.role === 'owner', accepted)
    assert.lengthOf(await db.from('account_tokens').whereNull('used_at'), 0)
  })

  test('and the disabling of its reader, at the same time, do not wait for each other', async ({
    assert,
  }) => {
    const reader = await UserFactory.merge({ email: ADDRESS } as never).create()
    const { visitor } = await givenSignedInUser('admin')
    const owner = await UserFactory.apply('admin').create()
    const change = { userId: reader.id, reason: 'Fraud', actor: actorFor(owner) }

    for (let round = 0; round < 8; round++) {
      await reader.merge({ role: null, disabledAt: null }).save()
      await invite(visitor, ADDRESS, 'viewer')
      const token = await AccountToken.query().preload('user').orderBy('id', 'desc').firstOrFail()
      const acceptance = { token, password: null, fullName: null, actor: actorFor(reader) }

      await Promise.all([
        new AcceptInvitation().handle(acceptance),
        new UpdateAccountState().handle({ ...change, isDisabled: true }),
      ])

      assert.isNotNull((await reader.refresh()).disabledAt)
    }
  })

  test('is refused for staff, disabled accounts, and invalid addresses or roles', async ({
    assert,
  }) => {
    const owner = await givenStaff()
    const colleague = await UserFactory.apply('viewer').create()
    const closed = await UserFactory.merge({ disabledAt: DateTime.utc() }).create()

    for (const [email, role, words] of [
      [colleague.email, 'owner', 'is on the staff already'],
      [closed.email, 'owner', 'is disabled'],
      ['no address', 'owner', 'Enter an e-mail address'],
      [ADDRESS, 'king', 'Choose a role'],
      [ADDRESS, '', 'Choose a role'],
    ]) {
      const answer = await invite(owner, email, role)
      assert.equal(answer.status, 422, email)
      assert.include(answer.body, words)
    }
    assert.lengthOf(await db.from('mails'), 0)
  })
})

test.group('The staff', (group) => {
  group.each.setup(() => cleanStore())

  test('are listed with role, second factor and last sign-in', async ({ assert }) => {
    const manager = await givenStaff('manager')
    const support = await UserFactory.apply('support').create()
    await givenSecondFactor(support)
    await UserFactory.create()

    const { result: page, queries } = await countQueries(() => manager.get('/admin/staff'))

    const rows = rowsOf(page)
    assert.lengthOf(rows, 2)
    assert.match(rows[0], /The manager .* Manager Off \d+ \w+ 2\d{3}/)
    assert.match(rows[1], /Support On –/)
    assert.notInclude(page.body, 'Invite somebody')
    assert.isAtMost(queries.length, 6)
  })

  test('are listed with their failed sign-ins', async ({ assert }) => {
    const owner = await givenStaff()
    const { user: colleague } = await givenSignedInUser('support')
    const customer = await UserFactory.create()
    const stranger = new Visitor()
    for (let attempt = 0; attempt < 6; attempt++) {
      await stranger.signIn(colleague, 'wrong')
    }
    await stranger.signIn(customer, 'wrong')
    await failuresOf(colleague, 6)

    const page = await owner.get(`/admin/staff/${colleague.id}`)
    const [, row] = rowsOf(await owner.get('/admin/staff'))

    assert.match(readHtml(page.body), /Failed sign-ins 6 Failed sign-ins since \w.* Last failed/)
    assert.match(row, / 6$/)
    assert.equal((await customer.refresh()).failedSignIns, 0)
  })

  test('have wrong codes and wrong current passwords counted too', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser('support')
    await givenSecondFactor(user)
    const stranger = await signedIn(user)
    await stranger.submit('/login/code', { one_time_code: '000000' })
    const proof = { password: NEW, password_confirmation: NEW, one_time_code: '000000' }
    await visitor.submit('/account/password', { ...proof, current_password: 'wrong' })
    await visitor.submit('/account/password', { ...proof, current_password: PASSWORD })

    await failuresOf(user, 3)
    assert.isNotNull((await user.refresh()).lastFailedSignInAt)
  })

  test('have the count of failed sign-ins reset after 30 quiet days', async ({ assert }) => {
    const user = await UserFactory.apply('support').create()
    const long = DateTime.utc().minus({ days: 31 })
    await user
      .merge({ failedSignIns: 7, failedSignInsSince: long, lastFailedSignInAt: long })
      .save()

    await new Visitor().signIn(user, 'wrong')

    await failuresOf(user, 1)
    assert.isAbove(user.failedSignInsSince!.toMillis(), long.toMillis())
  })

  test('get a new role from an owner', async ({ assert }) => {
    const owner = await givenStaff()
    const colleague = await UserFactory.apply('viewer').create()
    await owner.get('/admin/staff')

    await owner.post(`/admin/staff/${colleague.id}/role`, { role: 'support' })

    assert.equal((await colleague.refresh()).role, 'support')
    const entry = await AuditEntry.findByOrFail('action', 'user.role_changed')
    assert.deepEqual(entry.changes, { role: { before: 'viewer', after: 'support' } })
    assert.equal(entry.subjectId, colleague.id)
    await owner.post(`/admin/staff/${colleague.id}/role`, { role: 'king' })
    assert.equal((await colleague.refresh()).role, 'support')
  })

  test('are signed out when removed, and stay customers', async ({ assert }) => {
    const owner = await givenStaff()
    const { user: colleague, visitor: theirs } = await givenSignedInUser('manager')

    const answer = await owner.post(`/admin/staff/${colleague.id}/remove`)

    assert.equal(answer.location, '/admin/staff')
    assert.equal((await theirs.get('/account')).location, '/login')
    await theirs.signIn(colleague)
    assert.equal((await theirs.get('/account')).status, 200)
    assert.equal((await theirs.get('/admin')).status, 404)
    assert.include(await actions(), 'user.removed_from_staff')
    assert.equal((await owner.get(`/admin/staff/${colleague.id}`)).status, 404)
  })

  test('cannot change their own role, or remove or reset themselves', async ({ assert }) => {
    const owner = await givenStaff()
    const self = await User.findByOrFail('role', 'owner')
    await givenSecondFactor(self)
    await owner.get('/admin/staff')

    for (const path of ['role', 'remove', 'second-factor/reset']) {
      const { status } = await owner.post(`/admin/staff/${self.id}/${path}`, { role: 'viewer' })
      assert.equal(status, 404, path)
    }
    await self.refresh()
    assert.equal(self.role, 'owner')
    assert.isTrue(self.hasSecondFactor)
    assert.include(readHtml((await owner.get(`/admin/staff/${self.id}`)).body), 'This is you.')
  })

  test('always have an owner, even when two remove each other at once', async ({ assert }) => {
    const [one, other] = await UserFactory.apply('admin').createMany(2)

    const outcomes = await Promise.all([
      new UpdateRole().handle({ userId: other.id, role: null, actor: actorFor(one) }),
      new UpdateRole().handle({ userId: one.id, role: null, actor: actorFor(other) }),
    ])

    assert.sameMembers(
      outcomes.map(({ type }) => type),
      ['changed', 'forbidden']
    )
    assert.lengthOf(await User.query().where('role', 'owner'), 1)
  })

  test('get their role by invitation only', async ({ assert }) => {
    const owner = await givenStaff()
    const customer = await UserFactory.create()
    await owner.get('/admin/staff')

    const { status } = await owner.post(`/admin/staff/${customer.id}/role`, { role: 'owner' })

    assert.equal(status, 404)
    assert.isNull((await customer.refresh()).role)
  })

  test('can have their second factor reset by an owner', async ({ assert }) => {
    const owner = await givenStaff()
    const colleague = await UserFactory.apply('support').create()
    await givenSecondFactor(colleague)
    await owner.get('/admin/staff')

    await owner.post(`/admin/staff/${colleague.id}/second-factor/reset`)

    assert.isFalse((await colleague.refresh()).hasSecondFactor)
    const [mail] = await mailsTo(colleague.email)
    assert.equal(mail.subject, 'Your second factor for Kiosk is off')
    const entry = await AuditEntry.findByOrFail('action', 'user.second_factor_off')
    assert.notEqual(entry.actorId, entry.subjectId)
  })

  test('can be signed out everywhere by an owner', async ({ assert }) => {
    const owner = await givenStaff()
    const { user: colleague, visitor: theirs } = await givenSignedInUser('support')
    const page = await owner.get(`/admin/customers/${colleague.id}/account`)

    const answer = await owner.post(`/admin/customers/${colleague.id}/sign-out`)

    assert.include(readHtml(page.body), 'Sign out everywhere')
    assert.equal(answer.location, `/admin/staff/${colleague.id}`)
    assert.equal((await theirs.get('/account')).location, '/login')
    assert.include(await actions(), 'user.sessions_ended')
    assert.include(
      readHtml((await owner.get(`/admin/staff/${colleague.id}`)).body),
      'Not signed in anywhere.'
    )
  })
})

async function invite(owner: Visitor, email: string, role: string) {
  return owner.submit('/admin/staff/invite', { email, role }, '/admin/staff/invitations')
}

/** Waits until a staff member has this number of failed sign-ins: they are counted after the answer. */
async function failuresOf(user: User, count: number) {
  await waitUntil('they are counted', async () => {
    const { failedSignIns } = await user.refresh()
    return failedSignIns === count
  })
}

async function actions(): Promise<string[]> {
  const entries = await staffActs()
  return entries.map(({ action }) => action)
}

function actorFor(user: User) {
  const { id, label, role } = user
  return { id, label, role, address: null, userAgent: null, requestId: null }
}
