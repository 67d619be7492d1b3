import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import ClaimEvents from '#webhooks/claim_events'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import {
  type Buyer,
  comeBack,
  givenBuyer,
  givenStore,
  openSession,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import type { StoreProcess } from '#tests/helpers/process/store_process'
import { storesOf } from '#tests/helpers/process/store_processes'
import { stripe } from '#tests/helpers/stripe/stripe'
import { startWorker } from '#tests/helpers/process/worker_process'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

/** Seconds after which work that a dead process has claimed is done: its claim ends, a sweep comes. */
const UNTIL_SWEPT = ClaimEvents.LEASE_SECONDS + 60 + 10

test.group('Fulfilment by real processes', (group) => {
  const start = storesOf(group)

  group.setup(() => startTestEmulator())
  group.each.setup(() => givenStore('http://127.0.0.1:9/nobody'))

  test('the same event thirty times at once on two processes makes one purchase and one mail', async ({
    assert,
  }) => {
    const [one, other] = await Promise.all([start(), start()])
    const buyer = await givenBuyer(one.url)
    const sessionId = await openSession(buyer, 'book')
    const event = await payUnheard(sessionId)

    const deliveries = [one, other].map((store) =>
      emulator.deliver(event, { times: 15, url: webhookOf(store) })
    )
    const [answers] = await Promise.all([
      Promise.all(deliveries).then((both) => both.flat()),
      comeBack(buyer, sessionId),
      comeBack({ browser: await elsewhere(buyer, other) }, sessionId),
    ])

    assert.isTrue(answers.every(({ status }) => status === 200))
    await quiet()
    assert.lengthOf(await StripeEvent.query().where('stripeId', event), 1)
    await assertBoughtOnce(assert, sessionId)
  })

  test('webhook and redirect at the same moment on two processes make one purchase and one mail', async ({
    assert,
  }) => {
    const [one, other] = await Promise.all([start(), start()])
    for (let round = 1; round <= 3; round++) {
      const buyer = await givenBuyer(one.url)
      const sessionId = await openSession(buyer, 'book')
      const event = await payUnheard(sessionId)

      await Promise.all([
        emulator.deliver(event, { url: webhookOf(other) }),
        comeBack(buyer, sessionId),
      ])

      await quiet()
      const purchase = (await purchaseOf(sessionId))!
      assert.equal(purchase.status, 'active')
      assert.lengthOf(purchase.payments, 1)
      assert.lengthOf(await Mail.query().where('purchaseId', purchase.id), 1)
    }
  })

  test('a purchase paid while the store was killed is there after the start', async ({
    assert,
  }) => {
    const first = await start()
    await hear(first)
    const buyer = await givenBuyer(first.url)
    const sessionId = await openSession(buyer, 'book')

    await first.kill()
    await emulator.pay(sessionId)
    assert.lengthOf(await Purchase.all(), 0)
    await start({ PORT: new URL(first.url).port })

    await waitUntil('the purchase is there', () => purchaseOf(sessionId), 30)
    await quiet()
    await assertBoughtOnce(assert, sessionId)
  })

  test('a store killed between the stored event and the purchase goes on after the start', async ({
    assert,
  }) => {
    const first = await start()
    await hear(first)
    const buyer = await givenBuyer(first.url)
    const sessionId = await openSession(buyer, 'book')
    const { holdId } = await emulator.hold({
      method: 'GET',
      path: `/v1/checkout/sessions/${sessionId}`,
      phase: 'after',
    })
    await emulator.pay(sessionId)
    await emulator.waitHeld(holdId)

    await first.kill()
    await emulator.release(holdId)
    const event = await StripeEvent.findByOrFail('type', 'checkout.session.completed')
    assert.isNull(event.handledAt)
    assert.lengthOf(await Purchase.all(), 0)
    await start({ PORT: new URL(first.url).port })

    await waitUntil('the purchase is there', () => purchaseOf(sessionId), 90)
    await quiet(UNTIL_SWEPT)
    await event.refresh()
    assert.isNotNull(event.handledAt)
    await assertBoughtOnce(assert, sessionId)
  }).timeout(240_000)

  test('a redirect meets the purchase that a killed store left half-way', async ({ assert }) => {
    const first = await start()
    await hear(first)
    const buyer = await givenBuyer(first.url)
    const sessionId = await openSession(buyer, 'book')
    const { holdId } = await emulator.hold({
      method: 'GET',
      path: `/v1/checkout/sessions/${sessionId}`,
      phase: 'after',
    })
    await emulator.pay(sessionId)
    await emulator.waitHeld(holdId)
    await first.kill()
    await emulator.release(holdId)
    await start({ PORT: new URL(first.url).port })

    const answer = await comeBack(buyer, sessionId)

    assert.equal(answer.status, 303)
    await assertBoughtOnce(assert, sessionId)
  })

  test('a full refund ends access within a second of its event', async ({ assert }) => {
    const store = await start()
    const buyer = await givenBuyer(store.url)
    const sessionId = await openSession(buyer, 'book')
    await hear(store)
    await emulator.pay(sessionId)
    await waitUntil('the purchase is there', () => purchaseOf(sessionId))
    assert.equal((await buyer.browser.get('/products/book/access')).status, 200)
    const session = await stripe.checkout.sessions.retrieve(sessionId)

    await emulator.refund(String(session.payment_intent))
    const event = await waitUntil('the event is stored', () =>
      StripeEvent.query().whereIn('type', ['refund.created', 'charge.refunded']).first()
    )
    await waitUntil('access ends', async () => {
      const answer = await buyer.browser.get('/products/book/access')
      return answer.status === 303
    })

    const purchase = (await purchaseOf(sessionId))!
    assert.isBelow(+purchase.updatedAt - +event.receivedAt, 1000)
  })

  test('the queue is worked, and its failures swept up, by a process of its own', async ({
    assert,
  }) => {
    const web = await start({ WORKER: 'separate' })
    await hear(web)
    const buyer = await givenBuyer(web.url)
    const sessionId = await openSession(buyer, 'book')
    await emulator.pay(sessionId)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    assert.lengthOf(await Purchase.all(), 0)

    const worker = await startWorker()
    try {
      await waitUntil('the purchase is there', () => purchaseOf(sessionId), 20)
      await quiet()
      await assertBoughtOnce(assert, sessionId)
    } finally {
      assert.equal(await worker.stop(), 0)
    }
  })
})

/** Stripe tells this store from now on. */
async function hear(store: StoreProcess) {
  for (const endpoint of (await stripe.webhookEndpoints.list()).data) {
    await stripe.webhookEndpoints.update(endpoint.id, { url: webhookOf(store) })
  }
}

function webhookOf(store: StoreProcess) {
  return `${store.url}/stripe/webhook`
}

/** Pays without telling anybody, and gives the event that would have told. */
async function payUnheard(sessionId: string): Promise<string> {
  await emulator.setDelivery({ mode: 'off' })
  const { eventId } = await emulator.pay(sessionId)
  return eventId
}

async function elsewhere(buyer: Buyer, store: StoreProcess) {
  const browser = new Visitor(store.url)
  browser.cookies = new Map(buyer.browser.cookies)
  return browser
}

/** Waits until no event and no mail waits any more. */
async function quiet(seconds = 30) {
  await waitUntil(
    'all work is done',
    async () => {
      const event = await StripeEvent.query().whereNotNull('nextAttemptAt').first()
      const mail = await Mail.query().where('status', 'queued').first()
      return event === null && mail === null
    },
    seconds
  )
}

async function assertBoughtOnce(assert: Assert, sessionId: string) {
  const purchase = (await purchaseOf(sessionId))!
  assert.equal(purchase.status, 'active')
  assert.lengthOf(await Purchase.all(), 1)
  assert.lengthOf(purchase.payments, 1)
  assert.lengthOf(await Mail.all(), 1)
}
