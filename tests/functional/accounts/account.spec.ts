import { test } from '@japa/runner'
import Mail from '#models/mail'
import User from '#models/user'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { linkIn, mailsTo } from '#tests/helpers/store/mailbox'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser, signedIn } from '#tests/helpers/store/signed_in'

const NEW = 'nine lazy otters afloat'
const CONFIRM = /\/confirm-email\//

test.group('The account page', (group) => {
  group.each.setup(() => cleanStore())

  test('changes the name', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()

    const answer = await visitor.submit('/account', { full_name: '  Grace <b>Hopper</b> ' })

    assert.equal(answer.location, '/account')
    await user.refresh()
    assert.equal(user.fullName, 'Grace <b>Hopper</b>')
    const page = await visitor.get('/account')
    assert.include(page.body, 'Your name has been saved.')
    assert.include(page.body, 'Grace &lt;b&gt;Hopper&lt;/b&gt;')
  })

  test('refuses a name with line breaks and keeps it in the field', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()

    const answer = await visitor.submit('/account', { full_name: 'Eve\r\nBcc: all@example.com' })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'Use a name without line breaks')
    const { fullName } = await User.findOrFail(user.id)
    assert.equal(fullName, user.fullName)
  })

  test('changes the password, keeps this device and signs out the others', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    const other = await signedIn(user)
    const thief = visitor.copy()

    const answer = await visitor.submit('/account/password', {
      current_password: PASSWORD,
      password: NEW,
      password_confirmation: NEW,
    })

    assert.equal(answer.location, '/account')
    assert.equal((await visitor.get('/account')).status, 200)
    assert.equal((await other.get('/account')).status, 303)
    assert.equal((await thief.get('/account')).status, 303)
    assert.equal((await new Visitor().signIn(user, NEW)).status, 303)
    const [mail] = await mailsTo(user.email)
    assert.equal(mail.subject, 'Your password for Kiosk was changed')
  })

  test('asks for the current password before it changes one', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()

    const answer = await visitor.submit('/account/password', {
      current_password: 'not the right password',
      password: NEW,
      password_confirmation: NEW,
    })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'This is not your current password.')
    assert.equal((await new Visitor().signIn(user, PASSWORD)).status, 303)
  })

  test('allows ten wrong current passwords in 15 minutes', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()
    await visitor.get('/account/password')
    const guess = {
      current_password: 'not the right password',
      password: NEW,
      password_confirmation: NEW,
    }
    for (let attempt = 0; attempt < 10; attempt++) {
      await visitor.post('/account/password', guess)
    }

    const answer = await visitor.post('/account/password', { ...guess, current_password: PASSWORD })

    assert.equal(answer.status, 429)
  })

  test('changes the address once the link to the new one is used', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    const old = user.email

    const answer = await visitor.submit('/account/email', {
      email: ' New@Example.com ',
      current_password: PASSWORD,
    })
    await user.refresh()
    assert.equal(answer.location, '/account')
    assert.equal(user.email, old)

    const link = await linkIn('new@example.com', CONFIRM)
    assert.include((await new Visitor().get(link)).body, 'new@example.com')
    await user.refresh()
    assert.equal(user.email, old)

    const confirmed = await new Visitor().post(link)
    assert.equal(confirmed.location, '/confirm-email/done')
    await user.refresh()
    assert.equal(user.email, 'new@example.com')
    assert.isNotNull(user.emailVerifiedAt)
    const [notice] = await mailsTo(old)
    assert.equal(notice.subject, 'The address of your account at Kiosk was changed')
    assert.include(notice.text, 'new@example.com')
    assert.equal((await new Visitor().post(link)).status, 410)
  })

  test('invalidates links to the old address when it changes', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    const old = user.email
    await new Visitor().submit('/forgot-password', { email: old })
    const reset = await linkIn(old, /\/reset-password\//)
    await visitor.submit('/account/email', {
      email: 'new@example.com',
      current_password: PASSWORD,
    })

    await new Visitor().post(await linkIn('new@example.com', CONFIRM))

    assert.equal((await new Visitor().get(reset)).status, 410)
  })

  test('refuses an address that has an account or gets one meanwhile', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    const other = await UserFactory.create()
    const fields = { email: 'new@example.com', current_password: PASSWORD }

    const taken = await visitor.submit('/account/email', { ...fields, email: other.email })
    await visitor.submit('/account/email', fields)
    const link = await linkIn('new@example.com', CONFIRM)
    await UserFactory.merge({ email: 'new@example.com' }).create()
    const late = await new Visitor().post(link)

    assert.equal(taken.status, 422)
    assert.include(taken.body, 'There is an account with this address already.')
    assert.equal(late.status, 409)
    const { email } = await User.findOrFail(user.id)
    assert.equal(email, user.email)
  })

  test('asks for the password before it changes the address', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()

    const answer = await visitor.submit('/account/email', {
      email: 'new@example.com',
      current_password: 'not the right password',
    })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'value="new@example.com"')
    assert.lengthOf(await Mail.all(), 0)
  })

  test('shows whether the address is confirmed, and sends the link again', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    assert.include((await visitor.get('/account')).body, 'Not confirmed yet')

    const answer = await visitor.post('/account/email/confirmation')
    assert.equal(answer.location, '/account')
    await new Visitor().post(await linkIn(user.email, CONFIRM))

    const page = await visitor.get('/account')
    assert.include(page.body, 'Confirmed')
    assert.notInclude(page.body, 'Not confirmed yet')
    await visitor.post('/account/email/confirmation')
    assert.lengthOf(await mailsTo(user.email), 1)
  })

  test('sends at most five confirmation mails an hour', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()
    await visitor.get('/account')
    for (let attempt = 0; attempt < 5; attempt++) {
      await visitor.post('/account/email/confirmation')
    }

    const answer = await visitor.post('/account/email/confirmation')

    assert.equal(answer.status, 429)
    assert.lengthOf(await Mail.all(), 5)
  })

  test('requires sign-in', async ({ assert }) => {
    for (const path of ['/account', '/account/email', '/account/password']) {
      assert.equal((await new Visitor().get(path)).location, '/login', path)
    }
  })
})
