import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import IssueAccountToken from '#accounts/account_tokens/issue_account_token'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { respellEmails } from '#database/respell_emails'
import User from '#models/user'
import { givenSale } from '#tests/helpers/store/sale'
import { givenStore } from '#tests/helpers/store/buying'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { linkIn, mailsTo } from '#tests/helpers/store/mailbox'
import { givenStaff, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import { signedIn } from '#tests/helpers/store/signed_in'
import { Visitor } from '#tests/helpers/store/visitor'

/** One mailbox, as browsers, people and web pages spell it. */
const SPELLINGS = [
  'info@bücher.example',
  'info@xn--bcher-kva.example',
  'INFO@BÜCHER.EXAMPLE',
  'in\u200bfo@bu\u0308cher.example.',
  'info\u2800@bü\u2800cher.example',
  '\u00a0ｉｎｆｏ＠bücher。example\ufeff',
]
const [SHOWN, STORED] = SPELLINGS
const PASTED = 'pasted.customer\u200b@example.com'

test.group('One mailbox is one account', (group) => {
  group.each.setup(() => cleanStore())

  test('when it signs up as {$self}')
    .with(SPELLINGS)
    .run(async ({ assert }, email) => {
      const fields = { password: PASSWORD, password_confirmation: PASSWORD }
      const password = 'nine lazy otters afloat'
      const different = { password, password_confirmation: password }
      const first = await new Visitor().submit('/signup', { email, ...fields })
      assert.equal(first.status, 303)
      assert.equal((await User.firstOrFail()).email, STORED)

      for (const other of SPELLINGS) {
        const again = await new Visitor().submit('/signup', { email: other, ...different })
        assert.equal(again.status, 422, other)
        assert.include(readHtml(again.body), 'There is an account with this address already.')
        assert.equal((await new Visitor().signIn({ email: other })).status, 303, other)
      }
      assert.lengthOf(await User.all(), 1)
      assert.lengthOf(await mailsTo(STORED), 1)
    })

  test('unless it has a blank that nobody sees, which is refused', async ({ assert }) => {
    const fields = { password: PASSWORD, password_confirmation: PASSWORD }

    const answer = await new Visitor().submit('/signup', {
      email: 'a\u1680da@example.com',
      ...fields,
    })

    assert.equal(answer.status, 422)
    assert.include(readHtml(answer.body), 'contains a blank or an invisible character')
    assert.lengthOf(await User.all(), 0)
  })

  test('unless it is far too long, which is refused', async ({ assert }) => {
    const email = `a${'\u0300'.repeat(20_000)}${'\u0316'.repeat(20_000)}@example.com`
    const visitor = new Visitor()
    await visitor.get('/login')

    const answer = await visitor.post('/login', { email, password: PASSWORD })

    assert.equal(answer.status, 422)
  })

  test('when it asks for a new password, and is shown readably', async ({ assert }) => {
    const user = await UserFactory.merge({ email: STORED }).create()

    const answer = await new Visitor().submit('/forgot-password', { email: SPELLINGS[3] })

    assert.include(readHtml(answer.body), SHOWN)
    const [mail] = await mailsTo(STORED)
    assert.include(mail.text, SHOWN)
    assert.include(readHtml((await (await signedIn(user)).get('/account')).body), SHOWN)
  })

  test('when an account moves to it', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = await signedIn(user)

    await visitor.submit('/account/email', { email: SPELLINGS[5], current_password: PASSWORD })
    await visitor.submit(await linkIn(STORED, /\/confirm-email\//), {})

    assert.equal((await user.refresh()).email, STORED)
  })

  test('when it is invited, and searched for', async ({ assert }) => {
    const owner = await givenStaff()
    const user = await UserFactory.merge({ email: STORED, fullName: 'Ada' }).create()

    await owner.submit(
      '/admin/staff/invite',
      { email: PASTED, role: 'viewer' },
      '/admin/staff/invitations'
    )
    assert.equal((await User.findByOrFail('fullName', 'Ada')).id, user.id)
    assert.isNotNull(await User.findBy('email', 'pasted.customer@example.com'))

    for (const term of [...SPELLINGS, '@bücher.example', 'info@büch']) {
      const list = await owner.get(`/admin/customers?q=${encodeURIComponent(term)}`)
      const rows = rowsOf(list)
      assert.lengthOf(rows, term === 'info@büch' ? 0 : 1, term)
      assert.isTrue(rows.every((row) => row.includes(SHOWN)))
    }
  })
})

test.group('A grant to a pasted address', (group) => {
  group.each.setup(() => givenStore())

  test('goes to its account', async ({ assert }) => {
    const { productConfigurationId: id } = (await givenSale()).purchase
    const user = await UserFactory.apply('verified')
      .merge({ email: 'pasted.customer@example.com' } as never)
      .create()

    const staff = await givenStaff()
    await staff.post(`/admin/products/${id}/grant`, { email: PASTED, reason: 'A present' })

    assert.lengthOf(await user.related('purchases').query(), 1)
    assert.lengthOf(await mailsTo('pasted.customer@example.com'), 1)
  })
})

test.group('Addresses from before', (group) => {
  group.each.setup(() => cleanStore())

  test('get their one spelling, in links too', async ({ assert }) => {
    const user = await UserFactory.merge({ email: SHOWN }).create()
    const secret = await db.transaction((trx) =>
      new IssueAccountToken().handle(
        { userId: user.id, purpose: 'confirm_email', email: SHOWN },
        trx
      )
    )

    await respellEmails(db.connection())
    await respellEmails(db.connection())

    assert.equal((await user.refresh()).email, STORED)
    const visitor = await signedIn(user)
    await visitor.submit(`/confirm-email/${secret}`, {})
    assert.isNotNull((await user.refresh()).emailVerifiedAt)
  })

  test('of two accounts stay, and need attention until one is disabled', async ({ assert }) => {
    const right = await UserFactory.merge({ email: STORED }).create()
    const double = await UserFactory.merge({ email: SHOWN }).create()

    await respellEmails(db.connection())

    assert.equal((await double.refresh()).email, SHOWN)
    assert.equal(double.duplicateOfId, right.id)
    const staff = await givenStaff()
    const page = await staff.get('/admin/attention')
    assert.include(readHtml(page.body), 'Two accounts for one address')
    assert.equal(linkTo(page, /^See the account/), `/admin/customers/${double.id}`)
    await double.merge({ disabledAt: DateTime.utc() }).save()
    assert.notInclude((await staff.get('/admin/attention')).body, 'Two accounts')
  })
})
