import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import ClaimEvents from '#webhooks/claim_events'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import {
  type Buyer,
  returnFromCheckout,
  givenBuyer,
  givenStore,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { sessionRead } from '#tests/helpers/stripe/faults'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import type { StoreProcess } from '#tests/helpers/process/store_process'
import { storeStarter } from '#tests/helpers/process/store_processes'
import { stripe } from '#tests/helpers/stripe/stripe'
import { startWorker } from '#tests/helpers/process/worker_process'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { givenOpenCheckout } from '#tests/helpers/store/sale'
import { beginCheckoutOf, givenItems } from '#tests/helpers/store/several_products'

/** Seconds until work claimed by a killed process is done: its claim expires, then the sweep runs. */
const UNTIL_RESUMED = ClaimEvents.LEASE_SECONDS + 60 + 10

test.group('Fulfilment by real processes', (group) => {
  const start = storeStarter(group)

  group.setup(() => startTestEmulator())
  group.each.setup(() => givenStore('http://127.0.0.1:9/nobody'))

  test('the same event thirty times at once on two processes makes one purchase and one mail', async ({
    assert,
  }) => {
    const [one, other] = await Promise.all([start(), start()])
    const { buyer, sessionId } = await givenOpenCheckout('book', await givenBuyer(one.url))
    const event = await payWithoutWebhook(sessionId)

    const deliveries = [one, other].map((store) =>
      emulator.deliver(event, { times: 15, url: webhookOf(store) })
    )
    const [answers] = await Promise.all([
      Promise.all(deliveries).then((both) => both.flat()),
      returnFromCheckout(buyer, sessionId),
      returnFromCheckout({ browser: await secondBrowserOf(buyer, other) }, sessionId),
    ])

    assert.isTrue(answers.every(({ status }) => status === 200))
    await untilIdle()
    assert.lengthOf(await StripeEvent.query().where('stripeId', event), 1)
    await assertBoughtOnce(assert, sessionId)
  })

  test('five products paid together are one purchase each, whatever arrives thirty times at once', async ({
    assert,
  }) => {
    const slugs = await givenItems(1200, 700, 333, 100, 5000)
    const [one, other] = await Promise.all([start(), start()])
    const buyer = await givenBuyer(one.url)
    const sessionId = await beginCheckoutOf(buyer.user, slugs)
    const event = await payWithoutWebhook(sessionId)

    await Promise.all([
      ...[one, other].map((store) => emulator.deliver(event, { times: 15, url: webhookOf(store) })),
      returnFromCheckout(buyer, sessionId),
      returnFromCheckout({ browser: await secondBrowserOf(buyer, other) }, sessionId),
    ])

    await untilIdle()
    const purchases = await Purchase.query().preload('paymentLines').orderBy('id')
    assert.deepEqual(
      purchases.map(({ status, totalAmount }) => [status, totalAmount]),
      [1200, 700, 333, 100, 5000].map((amount) => ['active', amount])
    )
    assert.isTrue(purchases.every(({ paymentLines }) => paymentLines.length === 1))
    assert.lengthOf(await Mail.all(), 1)
    await assertInvariants(assert)
  }).timeout(120_000)

  test('webhook and redirect at the same moment on two processes make one purchase and one mail', async ({
    assert,
  }) => {
    const [one, other] = await Promise.all([start(), start()])
    for (let round = 1; round <= 3; round++) {
      const { buyer, sessionId } = await givenOpenCheckout('book', await givenBuyer(one.url))
      const event = await payWithoutWebhook(sessionId)

      await Promise.all([
        emulator.deliver(event, { url: webhookOf(other) }),
        returnFromCheckout(buyer, sessionId),
      ])

      await untilIdle()
      const purchase = (await purchaseOf(sessionId))!
      assert.equal(purchase.status, 'active')
      assert.lengthOf(purchase.payments, 1)
      assert.lengthOf(await Mail.query().where('purchaseId', purchase.id), 1)
    }
  })

  test('a purchase paid while the store was down is recorded after it starts', async ({
    assert,
  }) => {
    const first = await start()
    await sendEventsTo(first)
    const { sessionId } = await givenOpenCheckout('book', await givenBuyer(first.url))

    await first.kill()
    await emulator.pay(sessionId)
    assert.lengthOf(await Purchase.all(), 0)
    await start({ PORT: new URL(first.url).port })

    await waitUntil('the purchase is there', () => purchaseOf(sessionId), 30)
    await untilIdle()
    await assertBoughtOnce(assert, sessionId)
  })

  test('a store killed between storing the event and the purchase resumes after it starts', async ({
    assert,
  }) => {
    const first = await start()
    await sendEventsTo(first)
    const { sessionId } = await givenOpenCheckout('book', await givenBuyer(first.url))
    const { holdId } = await emulator.hold(sessionRead(sessionId))
    await emulator.pay(sessionId)
    await emulator.waitHeld(holdId)

    await first.kill()
    await emulator.release(holdId)
    const event = await StripeEvent.findByOrFail('type', 'checkout.session.completed')
    assert.isNull(event.handledAt)
    assert.lengthOf(await Purchase.all(), 0)
    await start({ PORT: new URL(first.url).port })

    await waitUntil('the purchase is there', () => purchaseOf(sessionId), 90)
    await untilIdle(UNTIL_RESUMED)
    await event.refresh()
    assert.isNotNull(event.handledAt)
    await assertBoughtOnce(assert, sessionId)
  }).timeout(240_000)

  test('the buyer’s return completes a purchase that a killed store left unfinished', async ({
    assert,
  }) => {
    const first = await start()
    await sendEventsTo(first)
    const { buyer, sessionId } = await givenOpenCheckout('book', await givenBuyer(first.url))
    const { holdId } = await emulator.hold(sessionRead(sessionId))
    await emulator.pay(sessionId)
    await emulator.waitHeld(holdId)
    await first.kill()
    await emulator.release(holdId)
    await start({ PORT: new URL(first.url).port })

    const answer = await returnFromCheckout(buyer, sessionId)

    assert.equal(answer.status, 303)
    await assertBoughtOnce(assert, sessionId)
  })

  test('a full refund ends access within a second of its event', async ({ assert }) => {
    const store = await start()
    const { buyer, sessionId } = await givenOpenCheckout('book', await givenBuyer(store.url))
    await sendEventsTo(store)
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

  test('a separate worker process handles the queue and what the queue missed', async ({
    assert,
  }) => {
    const web = await start({ WORKER: 'separate' })
    await sendEventsTo(web)
    const { sessionId } = await givenOpenCheckout('book', await givenBuyer(web.url))
    await emulator.pay(sessionId)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    assert.lengthOf(await Purchase.all(), 0)

    const worker = await startWorker()
    try {
      await waitUntil('the purchase is there', () => purchaseOf(sessionId), 20)
      await untilIdle()
      await assertBoughtOnce(assert, sessionId)
    } finally {
      assert.equal(await worker.stop(), 0)
    }
  })
})

/** Points Stripe's webhook at this store. */
async function sendEventsTo(store: StoreProcess) {
  for (const endpoint of (await stripe.webhookEndpoints.list()).data) {
    await stripe.webhookEndpoints.update(endpoint.id, { url: webhookOf(store) })
  }
}

function webhookOf(store: StoreProcess) {
  return `${store.url}/stripe/webhook`
}

/** Pays without a webhook, and returns the id of the event that was not delivered. */
async function payWithoutWebhook(sessionId: string): Promise<string> {
  await emulator.setDelivery({ mode: 'off' })
  const { eventId } = await emulator.pay(sessionId)
  return eventId
}

async function secondBrowserOf(buyer: Buyer, store: StoreProcess) {
  const browser = new Visitor(store.url)
  browser.cookies = new Map(buyer.browser.cookies)
  return browser
}

/** Waits until no event and no mail is waiting. */
async function untilIdle(seconds = 30) {
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
