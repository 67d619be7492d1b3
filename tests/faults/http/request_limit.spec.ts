import { test } from '@japa/runner'
import { emptyDatabase } from '#tests/helpers/store/database'
import { AttackClient } from '#tests/helpers/attacks/attack_client'
import { storeStarter } from '#tests/helpers/process/store_processes'
import { Visitor } from '#tests/helpers/store/visitor'

test.group('Requests of one network', (group) => {
  const start = storeStarter(group)

  group.each.setup(() => emptyDatabase())

  test('are refused when there are too many, and those of others are not', async ({
    assert,
    cleanup,
  }) => {
    const store = await start({ REQUESTS_PER_NETWORK: '20' })
    const other = new AttackClient(store.url)
    cleanup(() => other.close())

    for (let count = 0; count < 25; count++) {
      await other.send('/login')
    }

    assert.deepEqual(other.answers, { 200: 20, 429: 5 })
    const mine = await new Visitor(store.url).get('/login')
    assert.equal(mine.status, 200)
    assert.equal((await other.send('/health/live')).status, 200)
    assert.equal((await other.send('/stripe/webhook', { method: 'POST', body: '{}' })).status, 400)
    const report = await other.send('/deliveries/sent', { method: 'POST' })
    assert.equal(report.status, 400, 'nginx reports the downloads of all buyers from one address')
  })

  test('are counted for the /48 of an IPv6 address too', async ({ assert, cleanup }) => {
    const store = await start({ REQUESTS_PER_NETWORK: '5', TRUST_PROXY: '127.0.0.2' })
    const proxy = new AttackClient(store.url, '127.0.0.2')
    cleanup(() => proxy.close())

    for (let count = 0; count < 25; count++) {
      await proxy.send('/login', { headers: { 'x-forwarded-for': `2001:db8:1:${count}::1` } })
    }

    assert.deepEqual(proxy.answers, { 200: 20, 429: 5 })
  })

  test('say when to come back', async ({ assert }) => {
    const store = await start({ REQUESTS_PER_NETWORK: '1' })
    const visitor = new Visitor(store.url)
    await visitor.get('/login')

    const refused = await visitor.get('/login')

    assert.equal(refused.status, 429)
    assert.include(refused.body, 'Wait a few seconds')
    const seconds = Number(refused.headers.get('retry-after'))
    assert.isAtLeast(seconds, 1)
    assert.isAtMost(seconds, 5)
    assert.isNotNull(refused.headers.get('content-security-policy'))
  })

  test('are not limited where the owner says so', async ({ assert }) => {
    const store = await start({ REQUESTS_PER_NETWORK: '0' })
    const visitor = new Visitor(store.url)
    for (let count = 0; count < 300; count++) {
      assert.equal((await visitor.get('/nothing-here')).status, 404)
    }
  }).timeout(60_000)
})
