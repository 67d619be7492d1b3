import { test } from '@japa/runner'
import env from '#start/env'
import { givenStore } from '#tests/helpers/store/buying'
import { ConnectionLog } from '#tests/helpers/process/connection_log/connection_log'
import { emulator } from '#tests/helpers/stripe/emulator'
import { runAce } from '#tests/helpers/process/ace'
import { startStore } from '#tests/helpers/process/store_process'
import { startWorker } from '#tests/helpers/process/worker_process'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

const STRIPE = portOf(env.get('STRIPE_API_BASE'))

/** Where processes may connect to: also to PostgreSQL, where the tests run on it. */
const KNOWN = [STRIPE, portOf(env.get('DATABASE_URL'), 5432)]

test.group('Without REDIS_URL nothing connects to Redis', (group) => {
  let log: ConnectionLog

  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
    await emulator.setDelivery({ mode: 'off' })
    log = await ConnectionLog.make()
    return () => log.remove()
  })

  const environment = () => ({ REDIS_URL: '', LOG_LEVEL: 'info', ...log.environment })

  /** What is done from time to time begins at once, and asks Stripe. */
  const atWork = () =>
    waitUntil('the schedule has begun', async () => (await log.ports()).includes(STRIPE), 60)

  test('from a store that serves, works its queue and is ready', async ({ assert }) => {
    const store = await startStore(environment())
    const ready = await fetch(`${store.url}/health/ready`)
    const login = await new Visitor(store.url).submit('/login', { email: 'a@b.example' })
    await atWork()
    await store.stop()

    assert.equal(ready.status, 200)
    assert.equal(login.status, 422)
    assert.includeMembers(KNOWN, await log.ports())
    assert.notMatch(store.output(), /redis/i)
  })

  test('from a worker', async ({ assert }) => {
    const worker = await startWorker(environment())
    await atWork()
    const code = await worker.stop()

    assert.equal(code, 0)
    assert.includeMembers(KNOWN, await log.ports())
    assert.notMatch(worker.output(), /redis/i)
  })

  test('from a command, whose output is its report alone', async ({ assert }) => {
    const { code, stdout } = await runAce(['ecommerce:reconcile', '--json'], environment())

    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(stdout).counts, { found: 0, fixed: 0, failed: 0 })
    assert.includeMembers(KNOWN, await log.ports())
    assert.include(await log.ports(), STRIPE)
  })
})

function portOf(address = '', usual = 80): number {
  return Number((address && new URL(address).port) || usual)
}
