import { test } from '@japa/runner'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import type User from '#models/user'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { behindProxy, visitorAt } from '#tests/helpers/store/from_address'
import { linkIn, mailsTo } from '#tests/helpers/store/mailbox'
import { codeOf, givenSecondFactor } from '#tests/helpers/store/second_factor'
import { signedIn } from '#tests/helpers/store/signed_in'
import { Visitor } from '#tests/helpers/store/visitor'

const COOKIE = 'kiosk-session-known'

test.group('A browser in which a user has signed in before', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => behindProxy())

  test('signs in while strangers try passwords from many networks', async ({ assert }) => {
    const user = await UserFactory.create()
    const known = await givenSignedOut(user)

    const refused = await guessFromNetworks(user, 21)

    assert.equal(refused, 5, 'the limit of the account is 100')
    const unknown = await visitorAt('2001:db8:ffff::1').signIn(user)
    assert.equal(unknown.status, 429)
    assert.equal((await known.signIn(user)).status, 303)
  }).timeout(60_000)

  test('has a limit of its own', async ({ assert }) => {
    const user = await UserFactory.create()
    const known = await givenSignedOut(user)
    for (let attempt = 0; attempt < 5; attempt++) {
      assert.equal((await known.signIn(user, 'wrong')).status, 422)
    }

    assert.equal((await known.signIn(user)).status, 429)
    assert.equal((await new Visitor().signIn(user)).status, 303, 'strangers have another')
  })

  test('counts as unknown for another account', async ({ assert }) => {
    const user = await UserFactory.create()
    const other = await givenSignedOut(await UserFactory.create())
    await guessFromNetworks(user, 21)

    assert.equal((await other.signIn(user)).status, 429)
  }).timeout(60_000)

  test('is remembered by a cookie that nobody can read or make', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    const answer = await visitor.signIn(user)
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith(`${COOKIE}=`))!

    assert.match(cookie, /; HttpOnly/i)
    assert.match(cookie, /; SameSite=Lax/i)
    assert.notInclude(Buffer.from(cookie, 'base64url').toString(), 'users')
    await guessFromNetworks(user, 21)
    const forger = visitorAt('2001:db8:ffff::1')
    forger.cookies.set(
      COOKIE,
      JSON.stringify({ id: 'x', users: [{ id: user.id, at: Date.now() }] })
    )
    assert.equal((await forger.signIn(user)).status, 429)
  }).timeout(60_000)

  test('is not one before the code of the second factor', async ({ assert }) => {
    const user = await UserFactory.apply('admin').create()
    const { secret } = await givenSecondFactor(user)
    const visitor = new Visitor()

    await visitor.signIn(user)
    const halfWay = visitor.cookies.has(COOKIE)
    await visitor.submit('/login/code', { one_time_code: codeOf(secret) })

    assert.isFalse(halfWay)
    assert.isTrue(visitor.cookies.has(COOKIE))
  })

  test('enters a code while strangers who know the password try codes', async ({ assert }) => {
    const user = await UserFactory.apply('admin').create()
    const before = await givenSignedOut(user)
    const { secret } = await givenSecondFactor(user)
    const known = await signedIn(user)
    await known.submit('/login/code', { one_time_code: codeOf(secret, -1) })
    await known.get('/account')
    await known.post('/logout')
    const stranger = await signedIn(user)
    for (let attempt = 0; attempt < 6; attempt++) {
      await stranger.submit('/login/code', { one_time_code: '000000' })
    }

    await known.signIn(user)
    await before.signIn(user)
    const right = await known.submit('/login/code', { one_time_code: codeOf(secret) })
    const unknown = await stranger.submit('/login/code', { one_time_code: codeOf(secret, 1) })
    const without = await before.submit('/login/code', { one_time_code: codeOf(secret, 1) })

    assert.equal(right.status, 303)
    assert.equal(unknown.status, 429)
    assert.equal(without.status, 429, 'known only from before the second factor')
  })

  test('gets a link for a new password after strangers have used up theirs', async ({ assert }) => {
    const user = await UserFactory.create()
    const known = await givenSignedOut(user)
    for (let request = 0; request < 4; request++) {
      await visitorAt(`198.51.100.${request}`).submit('/forgot-password', { email: user.email })
    }

    const unknown = await new Visitor().submit('/forgot-password', { email: user.email })
    const answer = await known.submit('/forgot-password', { email: user.email })

    assert.equal(unknown.status, 429)
    assert.equal(answer.status, 200)
    assert.lengthOf(await mailsTo(user.email), 4)
  })

  test('shares its limit of such links with all others', async ({ assert }) => {
    const user = await UserFactory.create()
    const statuses: number[] = []

    for (let browser = 0; browser < 4; browser++) {
      const known = await givenSignedOut(user)
      statuses.push((await known.submit('/forgot-password', { email: user.email })).status)
    }

    assert.deepEqual(statuses, [200, 200, 200, 429])
  })

  test('is one no more after the password was changed elsewhere or every session ended', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const former = await givenSignedOut(user)
    const here = await signedIn(user)
    const password = 'nine lazy otters afloat'
    await here.submit('/account/password', {
      current_password: PASSWORD,
      password,
      password_confirmation: password,
    })
    await here.get('/account')
    await here.post('/account/sign-out-everywhere')
    await guessFromNetworks(user, 21)

    assert.equal((await former.signIn(user, password)).status, 429)
    assert.equal((await here.signIn(user, password)).status, 303)
  }).timeout(60_000)

  test('is one that used the link for a new password', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.submit('/forgot-password', { email: user.email })
    const link = await linkIn(user.email, /\/reset-password\//)
    const password = 'nine lazy otters afloat'
    await visitor.post(link, { password, password_confirmation: password })
    await guessFromNetworks(user, 21)

    assert.equal((await visitor.signIn(user, password)).status, 303)
    assert.equal((await visitorAt('2001:db8:ffff::1').signIn(user, password)).status, 429)
  }).timeout(60_000)

  test('is not one that used the link alone, where codes protect the account', async ({
    assert,
  }) => {
    const user = await UserFactory.apply('admin').create()
    const { secret } = await givenSecondFactor(user)
    const password = 'nine lazy otters afloat'
    const statuses: number[] = []

    for (let round = 0; round < 2; round++) {
      const thief = new Visitor()
      await thief.submit('/forgot-password', { email: user.email })
      const link = await linkIn(user.email, /\/reset-password\//)
      await thief.post(link, { password, password_confirmation: password })
      assert.isFalse(thief.cookies.has(COOKIE))
      await thief.signIn(user, password)
      for (let attempt = 0; attempt < 4; attempt++) {
        const answer = await thief.submit('/login/code', { one_time_code: wrongCode(secret) })
        statuses.push(answer.status)
      }
    }

    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429, 429, 429])
  })
})

test.group('The /48 of an IPv6 address', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => behindProxy())

  test('has a limit of wrong passwords for one account', async ({ assert }) => {
    const user = await UserFactory.create()
    const wrong = await guess(user, 5, (network) => `2001:db8:1:${network}::1`)

    assert.equal(wrong, 5, 'of 25, all beyond 20 are refused')
    const elsewhere = await visitorAt('2001:db8:2::1').signIn(user)
    assert.equal(elsewhere.status, 303)
  }).timeout(60_000)
})

/** Somebody who signed in and out in this browser. */
async function givenSignedOut(user: User): Promise<Visitor> {
  const visitor = await signedIn(user)
  await visitor.get('/account')
  await visitor.post('/logout')
  return visitor
}

/** A code that is not valid at any time near now. */
function wrongCode(secret: string): string {
  return codeOf(secret, 1000)
}

/** Five wrong passwords from each of several networks. @returns how many were refused unseen */
function guessFromNetworks(user: User, networks: number): Promise<number> {
  return guess(user, networks, (network) => `2001:db8:${(network + 16).toString(16)}::1`)
}

async function guess(user: User, networks: number, address: (network: number) => string) {
  let refused = 0
  for (let network = 0; network < networks; network++) {
    const stranger = visitorAt(address(network))
    await stranger.get('/login')
    for (let attempt = 0; attempt < 5; attempt++) {
      const { status } = await stranger.post('/login', { email: user.email, password: 'wrong' })
      refused += status === 429 ? 1 : 0
    }
  }
  return refused
}
