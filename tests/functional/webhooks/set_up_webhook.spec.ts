import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import SetUpWebhook from '#webhooks/set_up_webhook'
import { givenStore } from '#tests/helpers/store/buying'
import { passADay, restoreTime } from '#tests/helpers/store/time'
import { emulator } from '#tests/helpers/stripe/emulator'
import { LOST } from '#tests/helpers/stripe/faults'
import { stripe } from '#tests/helpers/stripe/stripe'

const URL = 'https://shop.example/stripe/webhook'
const CREATE = { method: 'POST', path: '^/v1/webhook_endpoints$' }

test.group('Setting up the webhook', (group) => {
  group.each.setup(() => givenStore())
  group.each.teardown(() => restoreTime())

  test('creates one endpoint though an answer was lost, and shows its secret', async ({
    assert,
  }) => {
    await emulator.fault({ ...CREATE, kind: 'timeout', executed: true, times: 1 })

    const outcome = await setUp()

    assert.equal(outcome.type, 'created')
    assert.match(outcome.type === 'created' ? outcome.secret! : '', /^whsec_/)
    assert.lengthOf(await endpoints(), 1)
  }).timeout(60_000)

  test('creates no second endpoint a day after every answer was lost', async ({ assert }) => {
    await emulator.fault({ ...CREATE, ...LOST })
    await assert.rejects(() => setUp())
    await emulator.clearFaults()

    passADay()
    const outcome = await setUp()

    assert.equal(outcome.type, 'unchanged')
    assert.lengthOf(await endpoints(), 1)
  }).timeout(60_000)

  test('uses the endpoint that Stripe made before it failed', async ({ assert }) => {
    await emulator.fault({ ...CREATE, kind: 'status', status: 500, executed: true, times: 9 })

    const outcome = await setUp()

    assert.containSubset(outcome, { type: 'created', secret: null })
    assert.lengthOf(await endpoints(), 1)
  }).timeout(60_000)
})

async function setUp() {
  const action = await app.container.make(SetUpWebhook)
  return action.handle({ url: URL, isDryRun: false })
}

async function endpoints() {
  const { data } = await stripe.webhookEndpoints.list()
  return data.filter(({ url }) => url === URL)
}
