import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { test } from '@japa/runner'
import type { TestContext } from '@japa/runner/core'
import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { createProduct } from '#database/factories/product_factory'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import StripeEvent from '#models/stripe_event'
import User from '#models/user'
import { emptyDatabase } from '#tests/helpers/store/database'
import { WEBHOOK_SECRET } from '#tests/helpers/stripe/emulator'
import { hasRedisServer, RedisServer } from '#tests/helpers/process/redis_server'
import { freePort, type StoreProcess } from '#tests/helpers/process/store_process'
import { storeStarter } from '#tests/helpers/process/store_processes'
import { stripe } from '#tests/helpers/stripe/stripe'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

const isPostgres = env.get('DB_CONNECTION') === 'pg'

test.group('A store that loses its database or Redis', (group) => {
  const start = storeStarter(group)

  group.each.setup(() => emptyDatabase())

  test('waits for a database lock that is released soon', async ({ assert }) => {
    const store = await start()
    const visitor = new Visitor(store.url)
    await visitor.get('/signup')

    const lock = lockDatabase()
    const answer = signUp(visitor, 'patient@example.com')
    await sleep(500)
    lock.release()

    assert.equal((await answer).status, 303)
    assert.isNotNull(await User.findBy('email', 'patient@example.com'))
  }).skip(isPostgres, 'PostgreSQL locks rows, not the database')

  test('answers 503 while the database stays locked, and works again afterwards', async ({
    assert,
  }) => {
    const store = await start()
    const visitor = new Visitor(store.url)
    await visitor.get('/signup')

    const lock = lockDatabase()
    const answer = await signUp(visitor, 'late@example.com')
    const product = await new Visitor(store.url).get('/')
    lock.release()

    assert.equal(answer.status, 503)
    assert.isAbove(Number(answer.headers.get('retry-after')), 0)
    assert.include(answer.body, 'We cannot do this right now')
    assert.equal(product.status, 200)
    assert.isNull(await User.findBy('email', 'late@example.com'))

    await visitor.get('/signup')
    assert.equal((await signUp(visitor, 'late@example.com')).status, 303)
    assert.equal((await visitor.get('/health/ready')).status, 200)
  }).skip(isPostgres, 'PostgreSQL locks rows, not the database')

  test('refuses a webhook that it cannot store, and accepts it when it is sent again', async ({
    assert,
  }) => {
    const store = await start()
    const request = signedEvent()

    const lock = lockDatabase()
    const refused = await fetch(`${store.url}/stripe/webhook`, request)
    lock.release()
    assert.isAtLeast(refused.status, 500)
    assert.lengthOf(await StripeEvent.all(), 0)

    const taken = await fetch(`${store.url}/stripe/webhook`, request)
    assert.equal(taken.status, 200)
    assert.lengthOf(await StripeEvent.all(), 1)
  }).skip(isPostgres, 'PostgreSQL locks rows, not the database')

  test('reconnects after the database has closed all connections', async ({ assert }) => {
    const store = await start()
    const user = await UserFactory.create()
    const visitor = new Visitor(store.url)
    await visitor.signIn(user)

    await db.rawQuery(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
    )
    const first = await visitor.get('/account')
    assert.oneOf(first.status, [200, 503])
    await waitUntil('it works again', async () => (await visitor.get('/account')).status === 200, 5)
    assert.equal((await visitor.get('/health/ready')).status, 200)
  }).skip(!isPostgres, 'SQLite has no connections to cut')

  test('without Redis shows public pages, answers 503 to signed-in visitors, and recovers without a restart', async ({
    assert,
    cleanup,
  }) => {
    const redis = await givenRedis(cleanup)
    const { configuration } = await createProduct()
    const user = await UserFactory.create()
    const store = await start({ REDIS_URL: redis.url })
    const visitor = new Visitor(store.url)
    await visitor.signIn(user)
    assert.deepEqual(await readiness(store), { status: 200, broken: [] })

    await redis.stop()
    await waitUntil('it is noticed', async () => (await readiness(store)).status === 503)
    assert.includeMembers((await readiness(store)).broken, ['redis'])
    const began = Date.now()
    assert.equal((await new Visitor(store.url).get('/')).status, 200)
    const page = `/products/${configuration.slug}`
    assert.equal((await new Visitor(store.url).get(page)).status, 200)
    const account = await visitor.get('/account')
    assert.equal(account.status, 503)
    assert.include(account.body, 'We cannot do this right now')
    assert.equal((await visitor.get('/health/live')).status, 200)
    assert.isBelow(Date.now() - began, 6_000)

    await redis.start()
    await waitUntil('it is back', async () => (await readiness(store)).status === 200, 10)
    const again = new Visitor(store.url)
    assert.equal((await again.signIn(user)).status, 303)
    assert.equal((await again.get('/account')).status, 200)
    assert.equal(await store.stop(), 0)
  }).skip(!hasRedisServer, 'There is no redis-server on this machine')

  test('is not blocked by a Redis that accepts commands and never answers', async ({
    assert,
    cleanup,
  }) => {
    const redis = await givenRedis(cleanup)
    const user = await UserFactory.create()
    const store = await start({ REDIS_URL: redis.url })
    const visitor = new Visitor(store.url)
    await visitor.signIn(user)

    redis.freeze()
    const began = Date.now()
    const account = await visitor.get('/account')
    assert.equal(account.status, 503)
    assert.include(account.body, 'We cannot do this right now')
    assert.equal((await new Visitor(store.url).get('/')).status, 200)
    assert.includeMembers((await readiness(store)).broken, ['redis'])
    assert.isBelow(Date.now() - began, 8_000)

    redis.thaw()
    await waitUntil('it is back', async () => (await readiness(store)).status === 200, 10)
    assert.equal((await visitor.get('/account')).status, 200)
    assert.equal(await store.stop(), 0)
  }).skip(!hasRedisServer, 'There is no redis-server on this machine')

  test('with another APP_KEY signs everybody out and does no other harm', async ({ assert }) => {
    const user = await UserFactory.create()
    const first = await start()
    const visitor = new Visitor(first.url)
    await visitor.signIn(user)
    assert.equal((await visitor.get('/account')).status, 200)
    await first.stop()

    const second = await start({ APP_KEY: 'another-key-another-key-another-key-01' })
    const later = new Visitor(second.url)
    later.cookies = visitor.cookies
    assert.equal((await later.get('/')).status, 200)
    const account = await later.get('/account')
    assert.equal(account.status, 303)
    assert.equal(account.location, '/login')
    assert.equal((await later.signIn(user)).status, 303)
    assert.equal((await later.get('/account')).status, 200)
  })
})

/** A Redis of its own, which is stopped after the test. */
async function givenRedis(cleanup: TestContext['cleanup']): Promise<RedisServer> {
  const redis = new RedisServer(await freePort())
  cleanup(() => redis.stop())
  await redis.start()
  return redis
}

/** Takes SQLite's write lock, as a backup or another program might. */
function lockDatabase() {
  const other = new Database(join(env.get('DATA_DIR') ?? '', 'kiosk.sqlite3'))
  other.exec('BEGIN IMMEDIATE')
  return {
    release() {
      other.exec('ROLLBACK')
      other.close()
    },
  }
}

/** A signed event of a type that needs no handling. */
function signedEvent(): RequestInit {
  const body = JSON.stringify({
    id: 'evt_kept',
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    type: 'payout.paid',
    livemode: false,
    data: { object: { id: 'po_1', object: 'payout' } },
  })
  const signature = stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret: WEBHOOK_SECRET,
  })
  return { method: 'POST', body, headers: { 'stripe-signature': signature } }
}

function signUp(visitor: Visitor, email: string) {
  return visitor.post('/signup', {
    full_name: 'Somebody',
    email,
    password: PASSWORD,
    password_confirmation: PASSWORD,
  })
}

async function readiness({ url }: StoreProcess) {
  const { status, body } = await new Visitor(url).get('/health/ready')
  const { checks } = JSON.parse(body) as { checks: Record<string, { ok: boolean }> }
  const broken = Object.keys(checks).filter((name) => !checks[name].ok)
  return { status, broken }
}
