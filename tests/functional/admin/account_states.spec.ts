import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import IssueAccountToken from '#accounts/account_tokens/issue_account_token'
import UpdateAccountState from '#accounts/update_account_state'
import { UserFactory } from '#database/factories/user_factory'
import User, { type StaffRole } from '#models/user'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { linkIn, mailsTo } from '#tests/helpers/store/mailbox'
import { givenStaff, linkTo, readHtml, staffActs } from '#tests/helpers/store/panel'
import { givenSignedInUser, signedIn } from '#tests/helpers/store/signed_in'
import { advanceTime, restoreTime } from '#tests/helpers/store/time'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'

const ACTS = ['disable', 'enable', 'sign-out'] as const
const NEW = 'nine lazy otters afloat'

test.group('Disabling an account', (group) => {
  group.each.setup(() => cleanStore())
  group.each.teardown(() => restoreTime())

  test('ends every session, and keeps what was bought', async ({ assert }) => {
    const { user, purchase } = await givenOwnedFile()
    const [laptop, phone] = [await signedIn(user), await signedIn(user)]
    const manager = await givenStaff('manager')
    const page = await manager.get(`/admin/customers/${user.id}`)

    const form = await manager.get(linkTo(page, 'Disable or sign out') ?? '')
    const answer = await manager.post(`/admin/customers/${user.id}/disable`, {
      reason: ' Stolen card ',
    })

    assert.include(readHtml(form.body), 'They are signed in on 2 devices.')
    assert.equal(answer.location, `/admin/customers/${user.id}`)
    for (const device of [laptop, phone]) {
      assert.equal((await device.get('/account')).location, '/login')
    }
    assert.equal((await purchase.refresh()).status, 'active')
    const shown = readHtml((await manager.get(`/admin/customers/${user.id}`)).body)
    assert.include(shown, 'Disabled')
    assert.include(shown, purchase.reference)
    const [entry, ...others] = await staffActs()
    assert.lengthOf(others, 0)
    assert.equal(entry.action, 'user.disabled')
    assert.equal(entry.subjectId, user.id)
    assert.deepEqual(entry.changes, {
      disabled: { before: false, after: true },
      reason: { before: null, after: 'Stolen card' },
    })
  })

  test('shuts them out until it is enabled, and says so after the right password only', async ({
    assert,
  }) => {
    const owner = await givenStaff()
    const user = await UserFactory.create()
    await disable(owner, user)

    const right = await new Visitor().signIn(user)
    const wrong = await new Visitor().signIn(user, 'not the right password')
    assert.equal(right.status, 422)
    assert.include(right.body, 'This account is closed.')
    assert.notInclude(wrong.body, 'closed')

    await owner.get(`/admin/customers/${user.id}/account`)
    const answer = await owner.post(`/admin/customers/${user.id}/enable`)

    assert.equal(answer.location, `/admin/customers/${user.id}`)
    assert.equal((await new Visitor().signIn(user)).status, 303)
    assert.deepEqual(await actions(), ['user.disabled', 'user.enabled'])
  })

  test('is not undone by a new password, whose links stay invalid', async ({ assert }) => {
    const owner = await givenStaff()
    const user = await UserFactory.create()
    await new Visitor().submit('/forgot-password', { email: user.email })
    const path = await linkIn(user.email, /\/reset-password\//)
    await disable(owner, user)

    const guest = new Visitor()
    const used = await guest.post(path, { password: NEW, password_confirmation: NEW })
    const asked = await guest.submit('/forgot-password', { email: user.email })

    assert.equal(used.status, 410)
    assert.equal(asked.status, 200)
    assert.lengthOf(await mailsTo(user.email), 1, 'no second link')
    assert.isNotNull((await user.refresh()).disabledAt)
    await owner.get(`/admin/customers/${user.id}/account`)
    await owner.post(`/admin/customers/${user.id}/enable`)
    assert.equal((await new Visitor().get(path)).status, 410)
  })

  test('asks for a reason', async ({ assert }) => {
    const owner = await givenStaff()
    const user = await UserFactory.create()

    for (const [reason, words] of [
      ['', 'Write the reason'],
      ['  ', 'Write the reason'],
      ['x'.repeat(501), 'longer than 500 characters'],
    ]) {
      const answer = await disable(owner, user, reason)
      assert.equal(answer.status, 422)
      assert.include(readHtml(answer.body), words)
    }
    assert.isNull((await user.refresh()).disabledAt)
    assert.isEmpty(await actions())
  })

  test('twice, one after the other or at the same time, counts once', async ({ assert }) => {
    const owner = await givenStaff()
    const user = await UserFactory.create()
    await owner.get(`/admin/customers/${user.id}/account`)
    const act = (name: string) =>
      owner.post(`/admin/customers/${user.id}/${name}`, { reason: 'Fraud' })

    const answers = await Promise.all([act('disable'), act('disable'), act('disable')])
    await act('disable')
    assert.deepEqual(await actions(), ['user.disabled'])

    answers.push(...(await Promise.all([act('enable'), act('enable')])))
    await act('enable')
    assert.deepEqual(await actions(), ['user.disabled', 'user.enabled'])
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
  })

  test('at the same time as its user opens a link, answers both', async ({ assert }) => {
    const owner = await givenStaff()
    const user = await UserFactory.create()
    const link = { userId: user.id, purpose: 'confirm_email', email: user.email } as const
    await owner.get(`/admin/customers/${user.id}/account`)

    for (let round = 0; round < 8; round++) {
      await user.merge({ disabledAt: null, emailVerifiedAt: null }).save()
      const secret = await db.transaction((trx) => new IssueAccountToken().handle(link, trx))

      const [disabled, opened] = await Promise.all([
        owner.post(`/admin/customers/${user.id}/disable`, { reason: 'Fraud' }),
        new Visitor().post(`/confirm-email/${secret}`),
      ])

      assert.equal(disabled.status, 303)
      assert.include([303, 410], opened.status)
      assert.isNotNull((await user.refresh()).disabledAt)
    }
  })

  test('of a staff member is for owners, who cannot disable themselves', async ({ assert }) => {
    const owner = await givenStaff()
    const self = await User.findByOrFail('role', 'owner')
    const { user: colleague, visitor: theirs } = await givenSignedInUser('support')
    const manager = await givenStaff('manager')
    await owner.get('/admin')

    for (const act of ACTS) {
      const asManager = await manager.post(`/admin/customers/${colleague.id}/${act}`, {
        reason: 'x',
      })
      const oneself = await owner.post(`/admin/customers/${self.id}/${act}`, { reason: 'x' })
      assert.equal(asManager.status, 403, act)
      assert.equal(oneself.status, 404, act)
    }
    assert.equal((await manager.get(`/admin/customers/${colleague.id}/account`)).status, 403)
    assert.include(
      readHtml((await owner.get(`/admin/customers/${self.id}/account`)).body),
      'This is you.'
    )

    const page = await owner.get(`/admin/staff/${colleague.id}`)
    assert.equal(linkTo(page, 'Disable or sign out'), `/admin/customers/${colleague.id}/account`)
    const answer = await disable(owner, colleague)
    assert.equal(answer.location, `/admin/staff/${colleague.id}`)
    assert.equal((await theirs.get('/admin')).location, '/login')
    assert.equal((await self.refresh()).disabledAt, null)
  })

  test('leaves an owner, even when two disable each other at once', async ({ assert }) => {
    const [one, other] = await UserFactory.apply('admin').createMany(2)
    const disabling = (userId: number, by: User) =>
      new UpdateAccountState().handle({
        userId,
        isDisabled: true,
        reason: 'Fraud',
        actor: {
          id: by.id,
          label: by.label,
          role: by.role,
          address: null,
          userAgent: null,
          requestId: null,
        },
      })

    const outcomes = await Promise.all([disabling(other.id, one), disabling(one.id, other)])

    assert.sameMembers(
      outcomes.map(({ type }) => type),
      ['changed', 'forbidden']
    )
    assert.lengthOf(await User.query().where('role', 'owner').whereNull('disabledAt'), 1)
  })

  test('is refused to strangers, customers and roles without the right, and answers 404 for an unknown account', async ({
    assert,
  }) => {
    const { user, visitor: customer } = await givenSignedInUser()
    const stranger = new Visitor()
    await stranger.get('/login')
    await customer.get('/account')
    const owner = await givenStaff()
    const others: StaffRole[] = ['support', 'accountant', 'viewer']
    const staff = await Promise.all(others.map((role) => givenStaff(role)))

    for (const act of ACTS) {
      const path = `/admin/customers/${user.id}/${act}`
      assert.equal((await stranger.post(path, { reason: 'x' })).location, '/login', act)
      assert.equal((await customer.post(path, { reason: 'x' })).status, 404, act)
      for (const visitor of staff) {
        assert.equal((await visitor.post(path, { reason: 'x' })).status, 403, act)
      }
      const ofNobody = await owner.post(`/admin/customers/999999/${act}`, { reason: 'x' })
      assert.equal(ofNobody.status, 404, act)
      const forged = await owner.post(path, { reason: 'x', _csrf: 'guessed' })
      assert.equal(forged.status, 403, act)
      await owner.get('/admin')
    }
    assert.isNull((await user.refresh()).disabledAt)
    assert.equal((await customer.get('/account')).status, 200)
  })

  test('takes a recent sign-in', async ({ assert }) => {
    const owner = await givenStaff()
    const user = await UserFactory.create()
    advanceTime(11 * 60)

    const page = await owner.get(`/admin/customers/${user.id}/account`)
    assert.equal(page.location, '/account/sign-in-again')
    for (const act of ACTS) {
      const answer = await owner.post(`/admin/customers/${user.id}/${act}`, { reason: 'x' })
      assert.equal(answer.location, '/account/sign-in-again', act)
    }
    assert.isNull((await user.refresh()).disabledAt)
  })
})

test.group('Signing a customer out everywhere', (group) => {
  group.each.setup(() => cleanStore())

  test('ends their sessions and lets them sign in again', async ({ assert }) => {
    const manager = await givenStaff('manager')
    const { user, visitor: theirs } = await givenSignedInUser()
    await manager.get(`/admin/customers/${user.id}/account`)

    const answer = await manager.post(`/admin/customers/${user.id}/sign-out`)

    assert.equal(answer.location, `/admin/customers/${user.id}`)
    assert.equal((await theirs.get('/account')).location, '/login')
    assert.deepEqual(await actions(), ['user.sessions_ended'])
    assert.include(
      readHtml((await manager.get(`/admin/customers/${user.id}/account`)).body),
      'Not signed in anywhere.'
    )
    assert.equal((await new Visitor().signIn(user)).status, 303)
  })

  test('is not offered for a disabled account', async ({ assert }) => {
    const owner = await givenStaff()
    const user = await UserFactory.merge({ disabledAt: DateTime.utc() }).create()

    const page = await owner.get(`/admin/customers/${user.id}/account`)

    assert.include(readHtml(page.body), 'Enable the account')
    assert.notInclude(page.body, '/sign-out')
  })
})

async function disable(staff: Visitor, user: User, reason = 'Fraud'): Promise<Answer> {
  await staff.get(`/admin/customers/${user.id}/account`)
  return staff.post(`/admin/customers/${user.id}/disable`, { reason })
}

async function actions(): Promise<string[]> {
  const entries = await staffActs()
  return entries.map(({ action }) => action)
}
