import { test } from '@japa/runner'
import type Stripe from 'stripe'
import {
  givenEmulator,
  givenListener,
  givenPrice,
  openSession,
  SECRET,
  temporaryFile,
} from '#tests/unit/stripe_emulator/support'
import { waitUntil } from '#tests/helpers/wait_until'

test.group("The local Stripe's webhooks", () => {
  test("are signed so that Stripe's own SDK accepts them", async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context)
    const { stripe } = await givenEmulator(context, { webhook })

    const product = await stripe.products.create({ name: 'Füße & more' })
    await waitUntil('the webhook arrived', () => received.length === 1)

    const [{ body, signature }] = received
    const event = stripe.webhooks.constructEvent(body, signature, SECRET)
    assert.equal(event.type, 'product.created')
    assert.equal((event.data.object as Stripe.Product).id, product.id)
    assert.equal((event.data.object as Stripe.Product).name, 'Füße & more')
    assert.equal(event.request?.id, product.lastResponse.requestId)
  })

  test('are retried with growing pauses until they are accepted', async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context, (count) => (count < 3 ? 500 : 200))
    const { stripe, control } = await givenEmulator(context, { webhook })

    await stripe.products.create({ name: 'A' })
    await waitUntil('the first try arrived', () => received.length === 1)
    const undelivered = await stripe.events.list({ delivery_success: false })
    await waitUntil(
      'the event is delivered',
      async () => (await control.events())[0].deliveries[0].state === 'delivered'
    )

    const [{ deliveries, pending_webhooks: pending }] = await control.events()
    const [first, second, third] = deliveries[0].attempts
    assert.lengthOf(undelivered.data, 1)
    assert.deepEqual([first.status, second.status, third.status], [500, 500, 200])
    assert.isAtLeast(second.at - first.at, 190)
    assert.isAtLeast(third.at - second.at, 950)
    assert.equal(pending, 0)
    assert.lengthOf((await stripe.events.list({ delivery_success: false })).data, 0)
    assert.equal(new Set(received.map(({ body }) => body)).size, 1)
  })

  test('are resumed after a restart', async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context, (count) => (count === 1 ? 500 : 200))
    const options = { webhook, stateFile: await temporaryFile(context, 'state.json') }
    const { emulator, stripe } = await givenEmulator(context, options)
    await stripe.products.create({ name: 'A' })
    await waitUntil('the first try arrived', () => received.length === 1)

    await emulator.stop()
    await givenEmulator(context, options)
    await waitUntil('the second try arrived', () => received.length === 2)

    assert.equal(received[1].body.includes('product.created'), true)
  })

  test('are sent only to endpoints that are subscribed to their type', async (context) => {
    const { assert } = context
    const { received, webhook, types } = await givenListener(context)
    const { stripe } = await givenEmulator(context)
    const endpoint = await stripe.webhookEndpoints.create({
      url: webhook.url,
      enabled_events: ['price.created'],
    })

    await givenPrice(stripe)
    await waitUntil('a webhook arrived', () => received.length === 1)
    await stripe.webhookEndpoints.update(endpoint.id, { disabled: true })
    await givenPrice(stripe)

    const shown = await stripe.webhookEndpoints.retrieve(endpoint.id)
    assert.deepEqual(types(), ['price.created'])
    assert.match(endpoint.secret ?? '', /^whsec_/)
    assert.isUndefined(shown.secret)
    assert.equal(shown.status, 'disabled')
    stripe.webhooks.constructEvent(received[0].body, received[0].signature, endpoint.secret ?? '')
  })

  test('are awaited before the buyer is redirected', async (context) => {
    const { assert } = context
    const { webhook, types } = await givenListener(context)
    const { stripe, control } = await givenEmulator(context, { webhook })
    const open = await openSession(stripe, await givenPrice(stripe))

    await control.pay(open.id)

    assert.include(types(), 'checkout.session.completed')
  })

  test('can be dropped', async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context)
    const { stripe, control } = await givenEmulator(context, { webhook })

    await control.setDelivery({ mode: 'off', times: 1 })
    await stripe.products.create({ name: 'A' })
    await stripe.products.create({ name: 'B' })
    await waitUntil('the second one arrived', () => received.length === 1)

    const undelivered = await stripe.events.list({ delivery_success: false })
    assert.include(received[0].body, '"name": "B"')
    assert.equal((undelivered.data[0].data.object as Stripe.Product).name, 'A')
  })

  test('can be held back and sent in another order', async (context) => {
    const { assert } = context
    const { received, webhook, types } = await givenListener(context)
    const { stripe, control } = await givenEmulator(context, { webhook })

    await control.setDelivery({ mode: 'hold' })
    await givenPrice(stripe)
    const before = received.length
    const { sent } = await control.flushHeld({ order: 'lifo' })

    assert.equal(before, 0)
    assert.equal(sent, 2)
    assert.deepEqual(types(), ['price.created', 'product.created'])
  })

  test('can be delivered twice, and thirty times at once', async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context)
    const { stripe, control } = await givenEmulator(context, { webhook })

    await control.setDelivery({ mode: 'twice', times: 1 })
    await stripe.products.create({ name: 'A' })
    await waitUntil('both arrived', () => received.length === 2)
    const [event] = await control.events()
    const attempts = await control.deliver(event.id, { times: 30 })

    assert.lengthOf(attempts, 30)
    assert.isTrue(attempts.every(({ status }) => status === 200))
    assert.lengthOf(received, 32)
  })

  test('can be delayed', async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context)
    const { stripe, control } = await givenEmulator(context, { webhook })

    await control.setDelivery({ mode: 'delay', delayMs: 300 })
    const { created } = await stripe.products.create({ name: 'A' })
    const early = received.length
    await waitUntil('it arrived', () => received.length === 1)

    assert.equal(early, 0)
    assert.isAbove(created, 0)
  })

  test('can be shuffled', async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context)
    const { stripe, control } = await givenEmulator(context, { webhook })
    await control.setDelivery({ mode: 'shuffle', delayMs: 200 })
    for (let number = 0; number < 12; number++) {
      await stripe.products.create({ name: `Product ${number}` })
    }
    await waitUntil('all arrived', () => received.length === 12)

    const names = received.map(({ body }) => /"name": "(.+)"/.exec(body)?.[1])
    assert.notDeepEqual(
      names,
      Array.from({ length: 12 }, (_, number) => `Product ${number}`)
    )
  })

  test('can be corrupted, and are retried', async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context, (count) => (count < 3 ? 400 : 200))
    const { stripe, control } = await givenEmulator(context, { webhook })
    const accepted = (index: number) => {
      try {
        return Boolean(
          stripe.webhooks.constructEvent(received[index].body, received[index].signature, SECRET)
        )
      } catch {
        return false
      }
    }

    await control.setDelivery({ mode: 'truncate', times: 1 })
    await stripe.products.create({ name: 'A' })
    await waitUntil('the first arrived', () => received.length === 1)
    await control.setDelivery({ mode: 'wrong_signature', times: 1 })
    await waitUntil('the third arrived', () => received.length === 3)

    assert.deepEqual([accepted(0), accepted(1), accepted(2)], [false, false, true])
  })

  test('hundreds of events with ids of their own are sent within seconds', async (context) => {
    const { assert } = context
    const { received, webhook } = await givenListener(context)
    const { stripe, control } = await givenEmulator(context, { webhook })
    await stripe.products.create({ name: 'A' })
    const [event] = await control.events()
    await waitUntil('the first arrived', () => received.length === 1)

    const { eventIds } = await control.copyEvent(event.id, { times: 500 })
    const startedAt = Date.now()
    await control.deliver(eventIds, { parallel: 50 })
    const seconds = (Date.now() - startedAt) / 1000

    const ids = received.slice(1).map(({ body }) => (JSON.parse(body) as Stripe.Event).id)
    assert.lengthOf(ids, 500)
    assert.equal(new Set(ids).size, 500)
    assert.isBelow(seconds, 5)
  })
})
