import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import env from '#start/env'
import db from '@adonisjs/lucid/services/db'
import redis from '@adonisjs/redis/services/main'
import app from '@adonisjs/core/services/app'
import { SessionCollection } from '@adonisjs/session'
import { createProduct } from '#database/factories/product_factory'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { hiddenFields, readHtml } from '#tests/helpers/store/panel'
import { advanceTime, restoreTime } from '#tests/helpers/store/time'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { endSessions } from '#accounts/sessions/end_sessions'
import ListSessions from '#accounts/sessions/list_sessions'
import { givenSignedInUser, signedIn } from '#tests/helpers/store/signed_in'

const COOKIE = 'kiosk-session'

/** Seconds. */
const HOUR = 3600

test.group('Sessions', (group) => {
  group.each.setup(() => cleanStore())
  group.each.teardown(() => restoreTime())

  test('get a new id at sign-in', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.get('/login')
    const before = visitor.copy()

    await visitor.signIn(user)

    assert.notEqual(visitor.cookies.get(COOKIE), before.cookies.get(COOKIE))
    assert.equal((await before.get('/account')).status, 303)
    assert.equal((await visitor.get('/account')).status, 200)
  })

  test('are deleted at sign-out, so that a copied cookie is useless', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    await visitor.get('/account')
    const thief = visitor.copy()

    const answer = await visitor.post('/logout')

    assert.equal(answer.status, 303)
    assert.include(answer.headers.get('clear-site-data')!, 'storage')
    assert.lengthOf(await sessionsOf(user.id), 0)
    assert.equal((await thief.get('/account')).status, 303)
    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('end on every device when the user asks for it', async ({ assert }) => {
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

  test('end when the account is disabled', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()

    await user.merge({ disabledAt: DateTime.utc() }).save()

    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('end when they are older than the valid-from time of the account', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()

    await user.merge({ sessionsValidFrom: DateTime.utc().plus({ seconds: 1 }) }).save()

    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('end after 30 days of constant use', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()

    for (const day of [10, 20, 29]) {
      advanceTime(day * 24 * 3600)
      assert.equal((await visitor.get('/account')).status, 200, `day ${day}`)
    }
    advanceTime(30 * 24 * 3600 + 60)
    assert.equal((await visitor.get('/account')).status, 303)
  })

  test('end after 14 idle days', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()

    advanceTime(14 * 24 * 3600 + 60)

    assert.equal((await visitor.get('/account')).status, 303)
  }).skip(Boolean(env.get('REDIS_URL')), 'Redis counts the time itself')

  test('of visitors end after two idle hours, with something to resume after a day', async ({
    assert,
  }) => {
    const user = await UserFactory.create()
    const { configuration } = await createProduct()
    const visitor = new Visitor()

    const opened = await visitor.get('/login')
    assert.closeTo(await secondsLeft(visitor), 2 * HOUR, 10)
    assert.equal(cookieAge(opened), 2 * HOUR)

    const chosen = await visitor.post(`/products/${configuration.slug}/checkout`)
    assert.closeTo(await secondsLeft(visitor), 24 * HOUR, 10)
    assert.equal(cookieAge(chosen), 24 * HOUR)

    const back = await visitor.signIn(user)
    assert.closeTo(await secondsLeft(visitor), 14 * 24 * HOUR, 10)
    assert.equal(cookieAge(back), 14 * 24 * HOUR)

    await visitor.get('/account')
    await visitor.post('/logout')
    assert.closeTo(await secondsLeft(visitor), 2 * HOUR, 10)
  })

  test('keep the form of a user for a day after their end', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    await visitor.get('/account')
    await endSessions(user.id)
    const expired = await visitor.post('/account', { full_name: 'New Name' })
    await visitor.get('/login')
    assert.closeTo(await secondsLeft(visitor), 2 * HOUR, 10)

    const kept = await visitor.post('/account', hiddenFields(expired))

    assert.closeTo(await secondsLeft(visitor), 24 * HOUR, 10)
    assert.equal(cookieAge(kept), 24 * HOUR)
  })

  test('are not restored by a request that was running at sign-out', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    await visitor.get('/account')
    const [tab, thief] = [visitor.copy(), visitor.copy()]

    /* Hashing takes longer than signing out, and the response writes to the session. */
    const slow = tab.post('/account/email', {
      email: 'new@example.com',
      current_password: PASSWORD,
    })
    await visitor.post('/logout')
    assert.equal((await slow).location, '/account')

    assert.equal((await thief.get('/account')).status, 303)
    assert.lengthOf(await sessionsOf(user.id), 0)
  })

  test('are written at most once a minute by read requests', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    await visitor.get('/account')
    const ends = []

    for (const seconds of [5, 50, 70]) {
      advanceTime(seconds)
      await visitor.get('/account')
      const row = await db.from('sessions').where('user_id', String(user.id)).first()
      ends.push(new Date(row.expires_at).getTime())
    }

    assert.equal(ends[1], ends[0])
    assert.isAbove(ends[2], ends[1])
  }).skip(Boolean(env.get('REDIS_URL')), 'Redis counts the time itself')

  test('are not cached', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()

    const answer = await visitor.get('/account')

    assert.equal(answer.headers.get('cache-control'), 'private, no-store')
  })

  test('require a signed cookie', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(user, PASSWORD)
    const [session] = await sessionsOf(user.id)

    const thief = new Visitor()
    thief.cookies.set(COOKIE, session.id)

    assert.equal((await thief.get('/account')).status, 303)
  })
})

test.group('Signing in', (group) => {
  group.each.setup(() => cleanStore())

  test('is recorded with address and browser for staff, and not for customers', async ({
    assert,
  }) => {
    const [customer, owner] = [
      await UserFactory.create(),
      await UserFactory.apply('admin').create(),
    ]

    await new Visitor().signIn(customer)
    await new Visitor(undefined, { 'user-agent': FIREFOX }).signIn(owner)

    const [entry, ...others] = await AuditEntry.all()
    assert.lengthOf(others, 0)
    assert.equal(entry.action, 'staff.signed_in')
    assert.equal(entry.actorId, owner.id)
    assert.equal(entry.userAgent, FIREFOX)
    assert.equal(entry.address, '127.0.0.1')
  })
})

test.group('The list of devices', (group) => {
  group.each.setup(() => cleanStore())
  group.each.teardown(() => restoreTime())

  test('shows each device, last used first, and marks this one', async ({ assert }) => {
    const user = await UserFactory.create()
    const phone = new Visitor(undefined, { 'user-agent': IPHONE })
    const laptop = new Visitor(undefined, { 'user-agent': FIREFOX })
    await phone.signIn(user)
    await laptop.signIn(user)

    const devices = devicesOn(await laptop.get('/account'))

    assert.lengthOf(devices, 2)
    assert.include(devices[0], 'Firefox on Linux This device')
    assert.include(devices[0], 'From 127.0.0.1')
    assert.include(devices[1], 'Safari on iPhone')
    assert.notInclude(devices[1], 'This device')
  })

  test('shows no device of others and no ended session', async ({ assert }) => {
    const [user, other] = await UserFactory.createMany(2)
    await new Visitor().signIn(other)
    await new Visitor().signIn(user)
    await user.merge({ sessionsValidFrom: DateTime.utc() }).save()
    const visitor = await signedIn(user)

    assert.lengthOf(devicesOn(await visitor.get('/account')), 1)
  })

  test('shows when a device was last used, to the minute', async ({ assert }) => {
    const { user, visitor } = await givenSignedInUser()
    const [before] = await new ListSessions().handle(user)

    advanceTime(30)
    await visitor.get('/account')
    const [soon] = await new ListSessions().handle(user)
    advanceTime(150)
    await visitor.get('/account')
    const [after] = await new ListSessions().handle(user)

    assert.equal(soon.seenAt.toMillis(), before.seenAt.toMillis())
    assert.isAtLeast(after.seenAt.diff(before.seenAt).as('seconds'), 150)
    assert.equal(after.signedInAt.toMillis(), before.signedInAt.toMillis())
  })

  test('signs one device out', async ({ assert }) => {
    const user = await UserFactory.create()
    const [phone, tablet, laptop] = [new Visitor(), new Visitor(), new Visitor()]
    await phone.signIn(user)
    const [{ reference }] = await new ListSessions().handle(user)
    await tablet.signIn(user)
    await laptop.signIn(user)
    await laptop.get('/account')

    const answer = await laptop.post(`/account/devices/${reference}`)

    assert.equal(answer.location, '/account')
    assert.equal((await phone.get('/account')).status, 303)
    assert.equal((await tablet.get('/account')).status, 200)
    assert.equal((await laptop.get('/account')).status, 200)
    assert.lengthOf(await sessionsOf(user.id), 2)
  })

  test('cannot sign out a device of somebody else', async ({ assert }) => {
    const [user, other] = await UserFactory.createMany(2)
    const victim = await signedIn(other)
    const [{ reference }] = await new ListSessions().handle(other)
    const visitor = await signedIn(user)
    await visitor.get('/account')

    await visitor.post(`/account/devices/${reference}`)

    assert.equal((await victim.get('/account')).status, 200)
    assert.equal((await new Visitor().get('/account')).location, '/login')
  })

  test('signs out all devices but this one', async ({ assert }) => {
    const user = await UserFactory.create()
    const [phone, laptop] = [new Visitor(), new Visitor()]
    await phone.signIn(user)
    await laptop.signIn(user)
    await laptop.get('/account')

    await laptop.post('/account/sign-out-others')

    assert.equal((await phone.get('/account')).status, 303)
    assert.equal((await laptop.get('/account')).status, 200)
  })

  test('costs the account page one query', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()
    await visitor.get('/account')

    const { queries } = await countQueries(() => visitor.get('/account'))

    assert.isAtMost(queries.length, 3, queries.join('\n'))
  }).skip(Boolean(env.get('REDIS_URL')), 'Redis is asked without SQL')
})

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

/** The entries of the list as text. */
function devicesOn({ body }: Answer): string[] {
  const list = /<ul class="rows devices">([\s\S]*?)<\/ul>/.exec(body)?.[1] ?? ''
  return [...list.matchAll(/<li[^>]*>([\s\S]*?)<\/li>/g)].map(([, item]) => readHtml(item))
}

async function sessionsOf(userId: number) {
  const sessions = await app.container.make(SessionCollection)
  return sessions.tagged(String(userId))
}

/** Seconds until the session store deletes the session of a browser. */
async function secondsLeft(visitor: Visitor): Promise<number> {
  const [message] = decodeURIComponent(visitor.cookies.get(COOKIE) ?? '')
    .slice(2)
    .split('.')
  const id = JSON.parse(Buffer.from(message, 'base64url').toString()).message
  if (env.get('REDIS_URL')) {
    return redis.ttl(id)
  }
  const row = await db.from('sessions').where('id', id).first()
  return (new Date(row.expires_at).getTime() - Date.now()) / 1000
}

/** Seconds after which a browser forgets the session. */
function cookieAge({ headers }: Answer): number {
  const lines = headers.getSetCookie().filter((line) => line.startsWith(`${COOKIE}=`))
  return Number(/; Max-Age=(\d+)/i.exec(lines.join('\n'))?.[1])
}
