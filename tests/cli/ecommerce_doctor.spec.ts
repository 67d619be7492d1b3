import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import env from '#start/env'
import type { Finding } from '#operations/doctor/findings'
import StripeEvent from '#models/stripe_event'
import { ENDPOINT_EVENT_TYPES } from '#webhooks/handlers/event_handlers'
import { CopiedStore } from '#tests/helpers/process/copied_store'
import { runAce } from '#tests/helpers/process/ace'
import { givenStore } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { startStore } from '#tests/helpers/process/store_process'
import { waitUntil } from '#tests/helpers/wait_until'
import { stripe } from '#tests/helpers/stripe/stripe'

const APP_URL = env.get('APP_URL')

test.group('ecommerce:webhook', (group) => {
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
  })

  test('creates the endpoint once, with the events and the API version of the code', async ({
    assert,
  }) => {
    const dry = await runAce(['ecommerce:webhook', '--dry-run'])
    assert.include(dry.stdout, 'Would have created an endpoint')
    const made = await runAce(['ecommerce:webhook'])
    const again = await runAce(['ecommerce:webhook'])

    assert.equal(made.code, 0)
    assert.match(made.stdout, /whsec_\w+/)
    assert.include(again.stdout, 'is up to date')
    const endpoints = (await stripe.webhookEndpoints.list()).data.filter(
      ({ url }) => url === `${APP_URL}/stripe/webhook`
    )
    assert.lengthOf(endpoints, 1)
    assert.sameMembers(endpoints[0].enabled_events as string[], ENDPOINT_EVENT_TYPES)
    assert.equal(endpoints[0].api_version, '2026-10-28.endive')
  })

  test('updates an endpoint that is disabled or subscribes to other events', async ({ assert }) => {
    await runAce(['ecommerce:webhook'])
    const endpoint = (await stripe.webhookEndpoints.list()).data.find(
      ({ url }) => url === `${APP_URL}/stripe/webhook`
    )!
    await stripe.webhookEndpoints.update(endpoint.id, {
      enabled_events: ['checkout.session.completed', 'customer.created'],
      disabled: true,
    })

    const { code, stdout } = await runAce(['ecommerce:webhook'])

    assert.equal(code, 0)
    assert.include(stdout, '+ refund.failed')
    assert.include(stdout, '- customer.created')
    const updated = await stripe.webhookEndpoints.retrieve(endpoint.id)
    assert.equal(updated.status, 'enabled')
    assert.sameMembers(updated.enabled_events as string[], ENDPOINT_EVENT_TYPES)
  })

  test('requires https for the real Stripe', async ({ assert }) => {
    const { code, stderr } = await runAce(['ecommerce:webhook'], { STRIPE_API_BASE: '' })

    assert.equal(code, 1)
    assert.include(stderr, 'stripe listen --forward-to')
  })
})

test.group('ecommerce:doctor', (group) => {
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
  })

  test('reports no problem in a running store, and leaves nothing behind', async ({
    assert,
    cleanup,
  }) => {
    const store = await startStore()
    cleanup(() => store.kill())
    await emulator.reset({
      catalogue: 'empty',
      webhook: { url: `${store.url}/stripe/webhook`, secret: 'whsec_tests_one' },
    })

    const { code, stdout } = await runAce(['ecommerce:doctor', '--json'], { APP_URL: store.url })

    const findings = JSON.parse(stdout) as Finding[]
    assert.deepEqual(
      findings.filter(({ state }) => state === 'bad'),
      []
    )
    assert.equal(code, 0)
    assert.includeMembers(
      findings.filter(({ state }) => state === 'good').map(({ name }) => name),
      [
        'Node',
        'Key',
        'Clock',
        'Endpoint',
        'Secret',
        'Schema',
        'Database',
        'Queue',
        'Storage',
        'Disk',
      ]
    )
    assert.lengthOf(await StripeEvent.all(), 0)
  })

  test('reports each problem and how to fix it', async ({ assert }) => {
    const { code, stdout } = await runAce(['ecommerce:doctor'], {
      STRIPE_SECRET_KEY: 'sk_test_wrong',
      SMTP_URL: 'smtp://127.0.0.1:9',
      APP_URL: 'http://127.0.0.1:9',
    })

    assert.equal(code, 1)
    assert.match(stdout, /✘ Key/)
    assert.match(stdout, /→ Set STRIPE_SECRET_KEY/)
    assert.match(stdout, /✘ Secret/)
    assert.match(stdout, /✘ Mail/)
  })

  test('reports a missing endpoint and a wrong secret', async ({ assert, cleanup }) => {
    const store = await startStore({ STRIPE_WEBHOOK_SECRET: 'whsec_other' })
    cleanup(() => store.kill())

    const { stdout } = await runAce(['ecommerce:doctor'], { APP_URL: store.url })

    assert.match(stdout, /✘ Endpoint +Stripe has none for/)
    assert.match(stdout, /✘ Secret +The running store has another one/)
  })

  test('blames the network, not the key, where Stripe cannot be reached', async ({ assert }) => {
    const { code, stdout } = await runAce(['ecommerce:doctor'], {
      STRIPE_API_BASE: 'http://127.0.0.1:9',
    })

    assert.equal(code, 1)
    assert.match(stdout, /✘ Stripe +Cannot be reached/)
    assert.match(stdout, /→ Start the local Stripe \(node ace stripe:emulate\)/)
    assert.notMatch(stdout, /Set STRIPE_SECRET_KEY/)
  })

  test('prints its report alone where Redis cannot be reached', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['ecommerce:doctor', '--json'], {
      REDIS_URL: 'redis://127.0.0.1:9',
      LOG_LEVEL: 'info',
    })

    assert.equal(code, 1)
    const redis = (JSON.parse(stdout) as Finding[]).find(({ name }) => name === 'Redis')
    assert.containsSubset(redis, { state: 'bad', fix: 'Check REDIS_URL' })
    assert.include(stderr, 'A part of the store is failing')
  })

  test('names data that other users can read, and another user as the cause', async ({
    assert,
    cleanup,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-modes-'))
    cleanup(() => rm(folder, { recursive: true }))
    const environment = { DB_CONNECTION: 'sqlite', DATA_DIR: folder, REDIS_URL: '' }
    await runAce(['migration:run', '--force', '--no-schema-generate'], environment)
    await chmod(folder, 0o755)
    const examine = async () => (await runAce(['ecommerce:doctor'], environment)).stdout

    assert.include(await examine(), `→ chmod -R go-rwx ${folder}`)
    await chmod(folder, 0o700)
    assert.match(await examine(), /✔ Privacy/)
    if (process.getuid?.() === 0) {
      await chown(folder, 1, 1)
      assert.match(
        await examine(),
        /! User +root, but DATA_DIR belongs to daemon\n {2}→ sudo -u daemon node ace ecommerce:doctor/
      )
    }
  })

  test('and the log of the start name a route whose product does not exist', async ({
    assert,
    cleanup,
  }) => {
    const copy = await CopiedStore.make()
    cleanup(() => copy.remove())
    await copy.write(
      'start/routes/lessons.ts',
      `import router from '@adonisjs/core/services/router'
       import { middleware } from '#start/kernel'
       router.get('/lessons', () => 'x').use(middleware.productRequired({ anyOf: ['no-such'] }))
`
    )
    await copy.replace(
      'start/routes.ts',
      "import '#start/routes/staff'",
      "import '#start/routes/staff'\nimport '#start/routes/lessons'"
    )
    await copy.ace(['migration:run', '--no-schema-generate'])
    const store = await copy.start()
    cleanup(() => store.kill())

    const found = JSON.parse(
      await copy
        .ace(['ecommerce:doctor', '--json'])
        .catch(({ message }: Error) =>
          message.slice(message.indexOf('['), message.lastIndexOf(']') + 1)
        )
    ) as Finding[]
    const gates = found.find(({ name }) => name === 'Gates')
    assert.equal(gates?.state, 'odd')
    assert.match(
      gates?.text ?? '',
      /^\/lessons requires “[\w-]+”, which no product has as its slug/
    )
    await waitUntil('the warning', () => store.output().includes('nobody can open it'))
    assert.include(store.output(), 'no-such')
  })
})
