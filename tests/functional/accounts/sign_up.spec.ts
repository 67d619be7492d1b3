import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import User from '#models/user'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { realPasswordHashes } from '#tests/helpers/store/password_hashes'
import { Visitor } from '#tests/helpers/store/visitor'

const fields = {
  full_name: 'Ada Lovelace',
  email: 'ada@example.com',
  password: ' three grey geese, grazing ',
  password_confirmation: ' three grey geese, grazing ',
}

test.group('Signing up', (group) => {
  group.each.setup(() => cleanStore())

  test('creates an account, signs in and mails a confirmation link', async ({ assert }) => {
    const visitor = new Visitor()

    const answer = await visitor.submit('/signup', { ...fields, email: '  Ada@Example.COM ' })

    assert.equal(answer.status, 303)
    assert.equal(answer.location, '/purchases')
    const user = await User.findByOrFail('email', 'ada@example.com')
    assert.equal(user.fullName, 'Ada Lovelace')
    assert.isNull(user.role)
    assert.isNull(user.emailVerifiedAt)
    assert.match(user.password!, /^\$scrypt\$n=65536,r=8,p=2\$/)
    assert.include((await visitor.get('/account')).body, 'ada@example.com')
    const [mail] = await mailsTo('ada@example.com')
    assert.equal(mail.subject, 'Confirm your address for Kiosk')
  }).setup(() => realPasswordHashes())

  test('compares passwords exactly as they were typed', async ({ assert }) => {
    await new Visitor().submit('/signup', fields)

    const trimmed = await new Visitor().signIn(fields, fields.password.trim())
    const exact = await new Visitor().signIn(fields, fields.password)

    assert.equal(trimmed.status, 422)
    assert.equal(exact.status, 303)
  }).setup(() => realPasswordHashes())

  test('says that the address has an account, and keeps what was typed', async ({ assert }) => {
    await UserFactory.merge({ email: 'ada@example.com' }).create()

    const answer = await new Visitor().submit('/signup', { ...fields, email: 'ADA@example.com' })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'There is an account with this address already.')
    assert.include(answer.body, 'value="Ada Lovelace"')
    assert.notInclude(answer.body, 'grey geese')
  })

  test('creates one account for two clicks {apart} ms apart, and signs in with both')
    .with([{ apart: 0 }, { apart: 150 }, { apart: 350 }])
    .run(async ({ assert }, { apart }) => {
      const first = new Visitor()
      await first.get('/signup')
      const second = first.copy()

      const answers = await Promise.all([
        first.post('/signup', fields),
        setTimeout(apart).then(() => second.post('/signup', fields)),
      ])

      assert.deepEqual(
        answers.map(({ location }) => location),
        ['/purchases', '/purchases']
      )
      for (const visitor of [first, second]) {
        assert.include((await visitor.get('/account')).body, fields.email)
      }
      assert.lengthOf(await User.all(), 1)
      assert.lengthOf(await mailsTo(fields.email), 1)
    })

  test('signs nobody in to an account of a moment ago with another password', async ({
    assert,
  }) => {
    await new Visitor().submit('/signup', fields)
    const other = 'nine lazy otters afloat'
    const stranger = new Visitor()
    const guess = { ...fields, password: other, password_confirmation: other }

    const statuses = []
    for (let attempt = 0; attempt < 6; attempt++) {
      statuses.push((await stranger.submit('/signup', guess)).status)
    }

    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429])
  })

  test('signs nobody in to an older account with its password', async ({ assert }) => {
    await new Visitor().submit('/signup', fields)
    const user = await User.findByOrFail('email', fields.email)
    await user.merge({ createdAt: DateTime.utc().minus({ minutes: 2 }) }).save()

    assert.equal((await new Visitor().submit('/signup', fields)).status, 422)
  })

  test('refuses a password that is {name}')
    .with([
      { name: 'short', password: 'elevenchars', words: 'Use at least 12 characters' },
      { name: 'a word and a number', password: 'password1234', words: 'too easy to guess' },
      { name: 'a word with symbols', password: 'P@ssw0rd!2024', words: 'too easy to guess' },
      { name: 'a row of keys', password: 'qwertyuiop123', words: 'too easy to guess' },
      { name: 'columns of keys', password: 'zaq12wsxcde3', words: 'too easy to guess' },
      { name: 'a common phrase', password: 'Need for speed', words: 'too easy to guess' },
      { name: 'a name and a number', password: 'st4rwars123456', words: 'too easy to guess' },
      { name: 'repetition', password: 'abcabcabcabc', words: 'too easy to guess' },
      { name: 'the own address', password: 'ada@example.com', words: 'too easy to guess' },
      { name: 'too long', password: 'x9'.repeat(129), words: 'Use at most 256 characters' },
    ])
    .run(async ({ assert }, { password, words }) => {
      const answer = await new Visitor().submit('/signup', {
        ...fields,
        password,
        password_confirmation: password,
      })

      assert.equal(answer.status, 422)
      assert.include(answer.body, words)
      assert.lengthOf(await User.all(), 0)
    })

  test('requires both passwords to match', async ({ assert }) => {
    const answer = await new Visitor().submit('/signup', {
      ...fields,
      password_confirmation: fields.password.trim(),
    })

    assert.equal(answer.status, 422)
    assert.include(answer.body, 'The two passwords are not the same.')
  })

  test('ignores fields that are not part of the form', async ({ assert }) => {
    await new Visitor().submit('/signup', {
      ...fields,
      role: 'owner',
      id: '987654321',
      is_admin: '1',
    })

    const user = await User.findByOrFail('email', fields.email)
    assert.isNull(user.role)
    assert.notEqual(user.id, 987654321)
  })

  test('allows 20 accounts an hour from one network', async ({ assert }) => {
    const visitor = new Visitor()
    await UserFactory.merge({ email: fields.email }).create()
    await visitor.get('/signup')
    for (let attempt = 0; attempt < 20; attempt++) {
      await visitor.post('/signup', fields)
    }

    const answer = await visitor.post('/signup', { ...fields, email: 'grace@example.com' })

    assert.equal(answer.status, 429)
    assert.isAbove(Number(answer.headers.get('retry-after')), 3500)
    assert.isNull(await User.findBy('email', 'grace@example.com'))
  })
})
