import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import env from '#start/env'
import StripeEvent from '#models/stripe_event'
import Purchase from '#models/purchase'
import { databaseTime } from '#database/columns'
import { AttackClient } from '#tests/helpers/attacks/attack_client'
import { callsToStripe, deliverEvents, givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { emulator, testWebhookUrl } from '#tests/helpers/stripe/emulator'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { stripe } from '#tests/helpers/stripe/stripe'
import { givenOpenCheckout, givenSale } from '#tests/helpers/store/sale'
import { waitUntil } from '#tests/helpers/wait_until'

const [SECRET, OLD_SECRET] = env.get('STRIPE_WEBHOOK_SECRET', '').split(',')

test.group('The webhook', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('stores a signed event before it answers', async ({ assert }) => {
    const event = anEvent({ type: 'checkout.session.completed' })

    const answer = await deliver(event)

    assert.equal(answer.status, 200)
    assert.isNull(answer.headers.get('set-cookie'))
    const row = await StripeEvent.findByOrFail('stripeId', event.id)
    assert.containsSubset(row.serialize(), {
      type: 'checkout.session.completed',
      livemode: false,
      apiVersion: '2026-10-28.endive',
      objectId: 'cs_test_1',
      checkoutSessionId: 'cs_test_1',
      handledAt: null,
      ignoredAt: null,
      attempts: 0,
    })
    assert.deepEqual(row.payload, event)
  })

  test('accepts either of two secrets', async ({ assert }) => {
    assert.equal((await deliver(anEvent(), { secret: OLD_SECRET })).status, 200)
    assert.lengthOf(await StripeEvent.all(), 1)
  })

  test('refuses {what} with 400 and stores nothing')
    .with([
      { what: 'no signature', header: () => '' },
      { what: 'a malformed signature', header: () => 't=1,v1=00' },
      { what: 'another secret', header: (body: string) => sign(body, 'whsec_other') },
      { what: 'an empty secret', header: (body: string) => sign(body, ' ') },
      {
        what: 'a signature of another body',
        header: () => sign(JSON.stringify(anEvent()), SECRET),
      },
      {
        what: 'a signature that is 301 seconds old',
        header: (body: string) => sign(body, SECRET, DateTime.now().toUnixInteger() - 301),
      },
    ])
    .run(async ({ assert }, { header }) => {
      const body = JSON.stringify(anEvent())
      const answer = await post(body, header(body))
      assert.equal(answer.status, 400)
      assert.lengthOf(await StripeEvent.all(), 0)
    })

  test('refuses a network unread that sent many without a valid signature', async ({
    assert,
    cleanup,
  }) => {
    const stranger = new AttackClient(testWebhookUrl())
    cleanup(() => stranger.close())
    const { pathname } = new URL(testWebhookUrl())
    const forged = { method: 'POST', body: JSON.stringify(anEvent()) }

    for (let count = 0; count < 65; count++) {
      await stranger.send(pathname, forged)
    }

    assert.deepEqual(stranger.answers, { 400: 60, 429: 5 })
    assert.equal((await deliver(anEvent())).status, 200)
  })

  test('counts bodies that break off as not signed', async ({ assert, cleanup }) => {
    const stranger = new AttackClient(testWebhookUrl(), '127.0.0.4')
    cleanup(() => stranger.close())
    const { host, pathname } = new URL(testWebhookUrl())
    const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\n`

    for (let count = 0; count < 60; count++) {
      const socket = stranger.open()
      socket.write(`${head}{`)
      await once(socket, 'connect')
      await sleep(20)
      socket.destroy()
    }

    await waitUntil('all are counted', async () => {
      const { status } = await stranger.send(pathname, { method: 'POST', body: '{}' })
      return status === 429
    })
    assert.isBelow(stranger.answers[400] ?? 0, 60)
    assert.equal((await deliver(anEvent())).status, 200)
  })

  test('accepts hundreds of large events at once', async ({ assert }) => {
    const events = Array.from({ length: 300 }, () => ({
      ...anEvent({ type: 'radar.early_fraud_warning.created' }),
      padding: 'x'.repeat(20_000),
    }))

    const answers = await Promise.all(events.map((event) => deliver(event)))

    assert.isTrue(answers.every(({ status }) => status === 200))
    assert.lengthOf(await StripeEvent.query().select('id'), 300)
  }).timeout(60_000)

  test('refuses a signed body that is not an event', async ({ assert }) => {
    for (const body of ['', '{', 'null', '[]', '"x"', '{"object":"v2.core.event"}', '{"id":1}']) {
      const answer = await post(body, sign(body, SECRET))
      assert.equal(answer.status, 400, body)
    }
    assert.lengthOf(await StripeEvent.all(), 0)
  })

  test('refuses more than a megabyte', async ({ assert }) => {
    const body = JSON.stringify({ ...anEvent(), padding: 'x'.repeat(1024 * 1024) })
    const answer = await post(body, sign(body, SECRET))
    assert.equal(answer.status, 413)
    assert.lengthOf(await StripeEvent.all(), 0)
  })

  test('stores an event once, however often it arrives', async ({ assert }) => {
    const event = anEvent()

    const answers = await Promise.all(Array.from({ length: 30 }, () => deliver(event)))
    answers.push(await deliver(event))

    assert.isTrue(answers.every(({ status }) => status === 200))
    assert.lengthOf(await StripeEvent.all(), 1)
  })

  test('keeps every byte of a body with unicode and odd spacing', async ({ assert }) => {
    const event = { ...anEvent(), note: 'Größe  😀 \\u0000 "quoted"' }
    const body = JSON.stringify(event, null, 3)
    assert.equal((await post(body, sign(body, SECRET))).status, 200)
    assert.deepEqual((await StripeEvent.firstOrFail()).payload, event)
  })

  test('stores unhandled types as ignored', async ({ assert }) => {
    const event = anEvent({ type: 'radar.early_fraud_warning.created' })
    assert.equal((await deliver(event)).status, 200)
    const row = await StripeEvent.firstOrFail()
    assert.isNotNull(row.ignoredAt)
    assert.isNull(row.nextAttemptAt)
  })

  test('stores events of the other mode as ignored, with the reason', async ({ assert }) => {
    const event = anEvent({ type: 'checkout.session.completed', livemode: true })
    assert.equal((await deliver(event)).status, 200)
    const row = await StripeEvent.firstOrFail()
    assert.isNotNull(row.ignoredAt)
    assert.isNull(row.nextAttemptAt)
    assert.match(row.error!, /other mode/)
  })
})

test.group('Handling an event', (group) => {
  group.each.setup(() => givenStore())

  test('is retried after a failure, which is recorded until then', async ({ assert }) => {
    const { sessionId } = await givenOpenCheckout()
    await emulator.fault({
      method: 'GET',
      path: `/v1/checkout/sessions/${sessionId}`,
      kind: 'status',
      status: 400,
    })
    await emulator.pay(sessionId)
    await deliverEvents()

    const failed = await eventOf('checkout.session.completed')
    assert.isNotNull(failed.error)
    assert.isNull(failed.handledAt)
    assert.equal(failed.attempts, 1)
    assert.isAbove(failed.nextAttemptAt!.diffNow('seconds').seconds, 0)
    assert.lengthOf(await Purchase.all(), 0)

    await makeDue(failed)
    await runDueWork()

    const done = await eventOf('checkout.session.completed')
    assert.isNull(done.error)
    assert.isNotNull(done.handledAt)
    assert.equal(done.attempts, 2)
    assert.lengthOf(await Purchase.all(), 1)
  })

  test('reads a session once for all its due events', async ({ assert }) => {
    const { sessionId } = await givenOpenCheckout()
    await emulator.pay(sessionId)
    const event = (await emulator.events({ type: 'checkout.session.completed' }))[0]
    const { eventIds } = await emulator.copyEvent(event.id, { times: 20 })
    await emulator.deliver(eventIds)
    await emulator.resetRequests()

    await runDueWork()

    const requests = await emulator.requests()
    assert.lengthOf(requests, 1)
    const rows = await StripeEvent.query().where('checkoutSessionId', sessionId)
    assert.lengthOf(rows, 21)
    assert.isTrue(rows.every(({ handledAt, attempts }) => handledAt !== null && attempts === 1))
  })

  test('reads a product once for all its due events', async ({ assert }) => {
    await stripe.products.update('prod_book', { name: 'Second edition' })
    await deliverEvents()
    const event = (await emulator.events({ type: 'product.updated' }))[0]
    const { eventIds } = await emulator.copyEvent(event.id, { times: 20 })
    await emulator.deliver(eventIds)
    await emulator.resetRequests()

    await runDueWork()

    assert.lengthOf(await callsToStripe('GET', '/v1/products/prod_book'), 1)
    const rows = await StripeEvent.query().where('type', 'product.updated')
    assert.lengthOf(rows, 21)
    assert.isTrue(rows.every(({ handledAt }) => handledAt !== null))
  })

  test('ignores that the fee of a payment is known, a minute later', async ({ assert }) => {
    await emulator.changeSettings({ fees: 'a_minute_later', settlementCurrency: 'eur' })
    const { purchase, sessionId } = await givenSale()
    await emulator.passTime({ seconds: 60 })
    await deliverEvents()

    const [{ id }] = await emulator.events({ type: 'charge.updated' })
    const row = await StripeEvent.findByOrFail('stripeId', id)
    assert.isNotNull(row.ignoredAt)
    assert.isNull(row.error)
    assert.equal((await purchaseOf(sessionId))!.syncVersion, purchase.syncVersion)
  })

  test('ignores sales of another store on the account', async ({ assert }) => {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: 'price_book', quantity: 1 }],
      success_url: 'https://other.example/done',
      metadata: { source: 'kiosk-OTHERSTORE' },
    })
    await emulator.pay(session.id)
    await deliverEvents()
    const paid = await stripe.checkout.sessions.retrieve(session.id)
    await emulator.refund(String(paid.payment_intent))
    await deliverEvents()

    for (const type of ['checkout.session.completed', 'refund.created', 'charge.refunded']) {
      const event = await eventOf(type)
      assert.isNotNull(event.ignoredAt, type)
      assert.isNull(event.error, type)
    }
    assert.lengthOf(await Purchase.all(), 0)
  })

  test('is resumed when the claim of a killed worker has expired', async ({ assert }) => {
    const { sessionId } = await givenOpenCheckout()
    await emulator.pay(sessionId)
    const event = await eventOf('checkout.session.completed')
    await event.merge({ claimedUntil: DateTime.utc().plus({ seconds: 30 }), attempts: 1 }).save()
    await runDueWork()
    assert.lengthOf(await Purchase.all(), 0)

    await event.merge({ claimedUntil: DateTime.utc().minus({ seconds: 1 }) }).save()
    await runDueWork()
    assert.lengthOf(await Purchase.all(), 1)
  })

  test('updates the copies of products and prices', async ({ assert }) => {
    await stripe.products.update('prod_book', { name: 'Book, second edition' })
    await deliverEvents()
    const event = await eventOf('product.updated')
    assert.isNotNull(event.handledAt)
    const { default: Product } = await import('#models/product')
    const product = await Product.findByOrFail('stripeId', 'prod_book')
    assert.equal(product.name, 'Book, second edition')
  })
})

function anEvent(change: Record<string, unknown> = {}) {
  return {
    id: `evt_${Math.random().toString(36).slice(2)}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: DateTime.now().toUnixInteger(),
    type: 'checkout.session.completed',
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object: { id: 'cs_test_1', object: 'checkout.session' } },
    ...change,
  }
}

function sign(payload: string, secret: string, timestamp?: number): string {
  return stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
}

function deliver(event: object, { secret = SECRET }: { secret?: string } = {}) {
  const body = JSON.stringify(event)
  return post(body, sign(body, secret))
}

function post(body: string, signature: string): Promise<Response> {
  return fetch(testWebhookUrl(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    body,
  })
}

async function eventOf(type: string): Promise<StripeEvent> {
  return StripeEvent.query().where('type', type).orderBy('id', 'desc').firstOrFail()
}

async function makeDue(event: StripeEvent) {
  await StripeEvent.query()
    .where('id', event.id)
    .update({ nextAttemptAt: databaseTime(DateTime.utc()) })
}
