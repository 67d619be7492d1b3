import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import UpdatePassword from '#accounts/passwords/update_password'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { realPasswordHashes } from '#tests/helpers/store/password_hashes'
import { Visitor } from '#tests/helpers/store/visitor'

const WRONG = 'The e-mail address or the password is not right.'

/** How many wrong attempts are timed; the median counts. */
const ROUNDS = 5

test.group('Signing in', (group) => {
  group.each.setup(() => cleanStore())

  test('leads back to the requested page', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()

    const refused = await visitor.get('/account/email?from=menu')
    const answer = await visitor.signIn(user)

    assert.equal(refused.status, 303)
    assert.equal(refused.location, '/login')
    assert.equal(answer.location, '/account/email?from=menu')
    assert.equal((await visitor.signIn(user)).location, '/account')
  })

  test('ignores letter case and spaces around the address', async ({ assert }) => {
    await UserFactory.merge({ email: 'ada@example.com' }).create()

    const answer = await new Visitor().signIn({ email: ' ADA@example.com ' })

    assert.equal(answer.status, 303)
  })

  test('answers a program with 401 and a code', async ({ assert }) => {
    const answer = await new Visitor().get('/account', { accept: 'application/json' })

    assert.equal(answer.status, 401)
    assert.equal(JSON.parse(answer.body).error.code, 'sign_in_required')
  })

  test('answers the same for a wrong password, an unknown address and an account without a password', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const invited = await UserFactory.create()
    await db.from('users').where('id', invited.id).update({ password: null })

    const answers = await Promise.all(
      [user.email, invited.email, 'nobody@example.com'].map((email) =>
        new Visitor().signIn({ email }, 'not the right password')
      )
    )

    for (const answer of answers) {
      assert.equal(answer.status, 422)
      assert.include(answer.body, WRONG)
    }
    const pages = answers.map(({ body }) =>
      body.replace(/value='[^']*'/g, '').replace(/value="[^"]*@[^"]*"/g, '')
    )
    assert.equal(pages[0], pages[1])
    assert.equal(pages[0], pages[2])
  })

  test('takes equally long for a known and an unknown address', async ({ assert }) => {
    const user = await UserFactory.create()
    const known: number[] = []
    const unknown: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      known.push(await timeOfAttempt(user.email))
      unknown.push(await timeOfAttempt(`nobody${round}@example.com`))
    }

    const ratio = median(known) / median(unknown)
    assert.isAbove(ratio, 0.6)
    assert.isBelow(ratio, 1.6)
    assert.isAbove(median(unknown), 50, 'an unknown address is answered without any hashing')
  })
    .setup(() => realPasswordHashes())
    .timeout(60_000)

  test('says that an account is closed only after the right password', async ({ assert }) => {
    const user = await UserFactory.merge({ disabledAt: DateTime.utc() }).create()

    const right = await new Visitor().signIn(user)
    const wrong = await new Visitor().signIn(user, 'not the right password')

    assert.equal(right.status, 422)
    assert.include(right.body, 'This account is closed.')
    assert.include(wrong.body, WRONG)
  })

  test('rehashes a password that has cheaper settings', async ({ assert }) => {
    const user = await UserFactory.create()
    await db
      .from('users')
      .where('id', user.id)
      .update({ password: await cheapHash() })

    assert.equal((await new Visitor().signIn(user)).status, 303)

    await user.refresh()
    assert.match(user.password!, /^\$scrypt\$n=65536,r=8,p=2\$/)
    assert.equal((await new Visitor().signIn(user)).status, 303)
  }).setup(() => realPasswordHashes())

  test('refuses a sixth attempt within 15 minutes, but not for another account', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.get('/login')
    for (let attempt = 0; attempt < 5; attempt++) {
      const answer = await visitor.post('/login', { email: user.email, password: 'wrong' })
      assert.equal(answer.status, 422)
    }

    const sixth = await visitor.post('/login', { email: user.email, password: PASSWORD })
    const other = await UserFactory.create()

    assert.equal(sixth.status, 429)
    assert.isAbove(Number(sixth.headers.get('retry-after')), 800)
    assert.match(sixth.body, /15 minutes/)
    assert.equal((await new Visitor().signIn(other)).status, 303)
  })

  test('counts simultaneous attempts', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.get('/login')

    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        visitor.copy().post('/login', { email: user.email, password: 'wrong' })
      )
    )

    assert.lengthOf(
      answers.filter(({ status }) => status === 422),
      5
    )
  })

  test('fails with a password that is replaced while it is checked', async ({ assert }) => {
    const user = await UserFactory.create()
    const thief = new Visitor()
    const verify = hash.verify.bind(hash)
    hash.verify = async (...values) => {
      const isRight = await verify(...values)
      await new UpdatePassword().handle({ user, password: 'nine lazy otters afloat' })
      return isRight
    }

    try {
      const answer = await thief.signIn(user)
      assert.equal(answer.status, 422)
    } finally {
      hash.verify = verify
    }

    assert.equal((await thief.get('/account')).location, '/login')
  })

  test('works for the second of two clicks, after the first has signed in', async ({ assert }) => {
    const user = await UserFactory.create()
    const first = new Visitor()
    await first.get('/login')
    const second = first.copy()
    const stale = first.copy()

    await first.post('/login', { email: user.email, password: PASSWORD })
    const answer = await second.post('/login', { email: user.email, password: PASSWORD })

    assert.equal(answer.location, '/purchases')
    assert.equal((await second.get('/account')).status, 200)
    assert.equal((await first.get('/account')).status, 200)
    assert.equal((await stale.get('/account')).location, '/login')
  })

  test('resets the count after a successful sign-in', async ({ assert }) => {
    const user = await UserFactory.create()
    for (let round = 0; round < 3; round++) {
      for (let attempt = 0; attempt < 4; attempt++) {
        await new Visitor().signIn(user, 'wrong')
      }
      assert.equal((await new Visitor().signIn(user)).status, 303)
    }
  }).timeout(60_000)

  test('refuses a form without its token', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()

    const answer = await visitor.post('/login', { email: user.email, password: PASSWORD })

    assert.equal(answer.status, 403)
    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('never redirects to another host', async ({ assert }) => {
    const user = await UserFactory.create()
    for (const path of ['//evil.example/a', '/\\evil.example', '/%2f%2fevil.example']) {
      const visitor = new Visitor()
      await visitor.get('/account')
      await visitor.get(new URL(visitor.base).href.slice(0, -1) + path)
      const { location } = await visitor.signIn(user)
      assert.equal(new URL(location!, visitor.base).origin, visitor.base)
    }
  })
})

async function timeOfAttempt(email: string): Promise<number> {
  const visitor = new Visitor()
  await visitor.get('/login')
  const start = performance.now()
  await visitor.post('/login', { email, password: 'not the right password' })
  return performance.now() - start
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)]
}

async function cheapHash(): Promise<string> {
  const { Scrypt } = await import('@adonisjs/core/hash/drivers/scrypt')
  return new Scrypt({ cost: 1024, blockSize: 8, parallelization: 1 }).make(PASSWORD)
}
