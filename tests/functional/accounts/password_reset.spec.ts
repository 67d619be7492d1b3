import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { passwordResetByAccount } from '#http/rate_limits'
import { forgetAttempts } from '#http/rate_limit'
import { databaseTime } from '#database/columns'
import AccountToken from '#models/account_token'
import Mail from '#models/mail'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { linkIn, mailsTo } from '#tests/helpers/store/mailbox'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'

const NEW = 'nine lazy otters afloat'
const passwords = { password: NEW, password_confirmation: NEW }
const RESET = /\/reset-password\//

test.group('A forgotten password', (group) => {
  group.each.setup(() => cleanStore())

  test('is replaced through the link in the mail', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()

    const asked = await visitor.submit('/forgot-password', { email: ` ${user.email} ` })
    const link = await linkIn(user.email, RESET)
    const form = await new Visitor().get(link)
    const answer = await new Visitor().post(link, passwords)

    assert.equal(asked.status, 200)
    assert.include(asked.body, 'Look into your mail')
    assert.include(form.body, user.email)
    assert.equal(answer.status, 303)
    assert.equal(answer.location, '/reset-password/done')
    assert.equal((await visitor.signIn(user, PASSWORD)).status, 422)
    assert.equal((await visitor.signIn(user, NEW)).status, 303)
    await user.refresh()
    assert.isNotNull(user.emailVerifiedAt)
  })

  test('ends every session and notifies the owner', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    await new Visitor().submit('/forgot-password', { email: user.email })

    await new Visitor().post(await linkIn(user.email, RESET), passwords)

    assert.equal((await visitor.get('/account')).status, 303)
    const [mail] = await mailsTo(user.email)
    assert.equal(mail.subject, 'Your password for Kiosk was changed')
  })

  test('has a link that works once and is not used up by opening it', async ({ assert }) => {
    const user = await UserFactory.create()
    await new Visitor().submit('/forgot-password', { email: user.email })
    const link = await linkIn(user.email, RESET)

    for (let time = 1; time <= 3; time++) {
      assert.equal((await new Visitor().get(link)).status, 200)
    }
    assert.equal((await new Visitor().post(link, passwords)).status, 303)
    const again = await new Visitor().post(link, {
      password: 'a different one entirely',
      password_confirmation: 'a different one entirely',
    })

    assert.equal(again.status, 410)
    assert.include(again.body, 'This link does not work any more')
    assert.equal((await new Visitor().signIn(user, NEW)).status, 303)
  })

  test('is set once when the link is used several times at once', async ({ assert }) => {
    const user = await UserFactory.create()
    await new Visitor().submit('/forgot-password', { email: user.email })
    const link = await linkIn(user.email, RESET)

    const answers = await Promise.all([1, 2, 3].map(() => new Visitor().post(link, passwords)))

    assert.sameMembers(
      answers.map(({ status }) => status),
      [303, 410, 410]
    )
    assert.lengthOf(await Mail.query().where('kind', 'password_changed'), 1)
  })

  test('invalidates every other open link', async ({ assert }) => {
    const user = await UserFactory.create()
    await new Visitor().submit('/forgot-password', { email: user.email })
    const first = await linkIn(user.email, RESET)
    await new Visitor().submit('/forgot-password', { email: user.email })
    const second = await linkIn(user.email, RESET)

    assert.notEqual(first, second)
    assert.equal((await new Visitor().post(first, passwords)).status, 303)
    assert.equal((await new Visitor().get(second)).status, 410)
  })

  test('invalidates a change of address that a thief had requested', async ({ assert }) => {
    const { user, visitor: thief } = await givenSignedInUser()
    await thief.submit('/account/email', { email: 'thief@example.com', current_password: PASSWORD })
    const change = await linkIn('thief@example.com', /\/confirm-email\//)
    await new Visitor().submit('/forgot-password', { email: user.email })

    await new Visitor().post(await linkIn(user.email, RESET), passwords)

    assert.equal((await new Visitor().post(change)).status, 410)
  })

  test('has a link that expires after 60 minutes', async ({ assert }) => {
    const user = await UserFactory.create()
    await new Visitor().submit('/forgot-password', { email: user.email })
    const link = await linkIn(user.email, RESET)
    const token = await AccountToken.query().firstOrFail()
    const minutes = token.expiresAt.diff(token.createdAt, 'minutes').minutes
    assert.approximately(minutes, 60, 0.1)

    await db
      .from('account_tokens')
      .update({ expires_at: databaseTime(DateTime.utc().minus({ seconds: 1 })) })

    assert.equal((await new Visitor().get(link)).status, 410)
    assert.equal((await new Visitor().post(link, passwords)).status, 410)
    assert.equal((await new Visitor().signIn(user, PASSWORD)).status, 303)
  })

  test('leaves no secret in the database', async ({ assert }) => {
    const user = await UserFactory.create()
    await new Visitor().submit('/forgot-password', { email: user.email })
    const waiting = await Mail.query().firstOrFail()
    const secret = (await linkIn(user.email, RESET)).split('/').at(-1)!

    const token = await AccountToken.query().firstOrFail()
    const sent = await Mail.query().firstOrFail()

    assert.notInclude(JSON.stringify(waiting.data), secret)
    assert.notInclude(JSON.stringify(token.toJSON()), secret)
    assert.equal(sent.status, 'sent')
    assert.deepEqual(sent.data, {})
  })

  test('answers the same for known and unknown addresses', async ({ assert }) => {
    await UserFactory.merge({ email: 'known@example.com' }).create()
    await UserFactory.merge({ email: 'gone@example.com', disabledAt: DateTime.utc() }).create()

    const answers = []
    for (const email of ['known@example.com', 'gone@example.com', 'other@example.com']) {
      const answer = await new Visitor().submit('/forgot-password', { email })
      answers.push(answer.body.replaceAll(email, 'EMAIL'))
    }

    assert.equal(answers[0], answers[1])
    assert.equal(answers[0], answers[2])
    assert.lengthOf(await Mail.all(), 1)
  })

  test('answers equally fast for known and unknown addresses', async ({ assert }) => {
    const user = await UserFactory.create()
    const times: Record<string, number[]> = { known: [], unknown: [] }
    for (let round = 0; round < 5; round++) {
      times.known.push(await timeOf(user.email))
      times.unknown.push(await timeOf(`nobody${round}@example.com`))
    }

    const [known, unknown] = [median(times.known), median(times.unknown)]
    assert.isAbove(unknown, 390)
    assert.isBelow(Math.abs(known - unknown), 100)
  })

  test('can be requested three times an hour for one address', async ({ assert }) => {
    const user = await UserFactory.create()
    for (let attempt = 0; attempt < 3; attempt++) {
      await new Visitor().submit('/forgot-password', { email: user.email })
    }

    const answer = await new Visitor().submit('/forgot-password', { email: user.email })

    assert.equal(answer.status, 429)
    assert.lengthOf(await Mail.all(), 3)
  })

  test('does not leak the link through referrers or caches', async ({ assert }) => {
    const user = await UserFactory.create()
    await new Visitor().submit('/forgot-password', { email: user.email })

    const answer = await new Visitor().get(await linkIn(user.email, RESET))

    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer')
    assert.equal(answer.headers.get('cache-control'), 'private, no-store')
    assert.isNull(answer.headers.get('set-cookie'))
  })

  test('is not replaced by a weak password', async ({ assert }) => {
    const user = await UserFactory.create()
    await new Visitor().submit('/forgot-password', { email: user.email })
    const link = await linkIn(user.email, RESET)

    const weak = await new Visitor().post(link, {
      password: 'password1234',
      password_confirmation: 'password1234',
    })

    assert.equal(weak.status, 422)
    assert.include(weak.body, 'too easy to guess')
    assert.equal((await new Visitor().post(link, passwords)).status, 303)
  })

  test('has no page for links that were never sent', async ({ assert }) => {
    const unknown = await new Visitor().get(`/reset-password/${'a'.repeat(43)}`)
    const malformed = await new Visitor().get('/reset-password/abc')

    assert.equal(unknown.status, 410)
    assert.equal(malformed.status, 404)
  })
})

async function timeOf(email: string): Promise<number> {
  const visitor = new Visitor()
  await visitor.get('/forgot-password')
  await forgetAttempts(passwordResetByAccount, email, 'unknown')
  const start = performance.now()
  await visitor.post('/forgot-password', { email })
  return performance.now() - start
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)]
}
