import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import env from '#start/env'
import db from '@adonisjs/lucid/services/db'
import app from '@adonisjs/core/services/app'
import { SessionCollection } from '@adonisjs/session'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/clean_store'
import { Visitor } from '#tests/helpers/visitor'

const COOKIE = 'kiosk-session'

test.group('Sessions', (group) => {
  group.each.setup(() => cleanStore())
  group.each.teardown(() => {
    Date.now = realNow
  })

  test('begin with a new id at sign-in', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.get('/login')
    const before = visitor.copy()

    await visitor.signIn(user)

    assert.notEqual(visitor.cookies.get(COOKIE), before.cookies.get(COOKIE))
    assert.equal((await before.get('/account')).status, 303)
    assert.equal((await visitor.get('/account')).status, 200)
  })

  test('are gone from the store after sign-out, for a copied cookie too', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user)
    await visitor.get('/account')
    const thief = visitor.copy()

    const answer = await visitor.post('/logout')

    assert.equal(answer.status, 303)
    assert.include(answer.headers.get('clear-site-data')!, 'storage')
    assert.lengthOf(await sessionsOf(user.id), 0)
    assert.equal((await thief.get('/account')).status, 303)
    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('end everywhere when asked to', async ({ assert }) => {
    const user = await UserFactory.create()
    const [phone, laptop] = [new Visitor(), new Visitor()]
    await phone.signIn(user)
    await laptop.signIn(user)
    await laptop.get('/account')

    const answer = await laptop.post('/account/sign-out-everywhere')

    assert.equal(answer.location, '/login')
    assert.include(answer.headers.get('clear-site-data')!, 'storage')
    assert.equal((await phone.get('/account')).status, 303)
    assert.equal((await laptop.get('/account')).status, 303)
    assert.lengthOf(await sessionsOf(user.id), 0)
    assert.equal((await phone.signIn(user)).status, 303)
    assert.equal((await phone.get('/account')).status, 200)
  })

  test('end with the account', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user)

    await user.merge({ disabledAt: DateTime.utc() }).save()

    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('end when they began before a given time, wherever they are kept', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user)

    await user.merge({ sessionsValidFrom: DateTime.utc().plus({ seconds: 1 }) }).save()

    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('end after 30 days, however busy', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user)

    for (const day of [10, 20, 29]) {
      later(day * 24 * 3600)
      assert.equal((await visitor.get('/account')).status, 200, `day ${day}`)
    }
    later(30 * 24 * 3600 + 60)
    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('end after 14 idle days', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user)

    later(14 * 24 * 3600 + 60)

    assert.equal((await visitor.get('/account')).status, 303)
  }).skip(Boolean(env.get('REDIS_URL')), 'Redis counts the time itself')

  test('are not brought back by a request that was under way at sign-out', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user)
    await visitor.get('/account')
    const [tab, thief] = [visitor.copy(), visitor.copy()]

    /* Hashing takes longer than signing out, and the answer is to be kept in the session. */
    const slow = tab.post('/account/email', {
      email: 'new@example.com',
      current_password: PASSWORD,
    })
    await visitor.post('/logout')
    assert.equal((await slow).location, '/account')

    assert.equal((await thief.get('/account')).status, 303)
    assert.lengthOf(await sessionsOf(user.id), 0)
  })

  test('are written to at most once a minute by somebody who only reads', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user)
    await visitor.get('/account')
    const ends = []

    for (const seconds of [5, 50, 70]) {
      later(seconds)
      await visitor.get('/account')
      const row = await db.from('sessions').where('user_id', String(user.id)).first()
      ends.push(new Date(row.expires_at).getTime())
    }

    assert.equal(ends[1], ends[0])
    assert.isAbove(ends[2], ends[1])
  }).skip(Boolean(env.get('REDIS_URL')), 'Redis counts the time itself')

  test('are kept from caches', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user)

    const answer = await visitor.get('/account')

    assert.equal(answer.headers.get('cache-control'), 'private, no-store')
  })

  test('need the signature of their cookie', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user, PASSWORD)
    const [session] = await sessionsOf(user.id)

    const thief = new Visitor()
    thief.cookies.set(COOKIE, session.id)

    assert.equal((await thief.get('/account')).status, 303)
  })
})

const realNow = Date.now

/** Lets time pass for the store, which runs in this process. */
function later(seconds: number) {
  Date.now = () => realNow() + seconds * 1000
}

async function sessionsOf(userId: number) {
  const sessions = await app.container.make(SessionCollection)
  return sessions.tagged(String(userId))
}
