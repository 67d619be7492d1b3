import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import { countAttempt } from '#http/rate_limit'
import { checkoutByNetwork } from '#http/rate_limits'
import CheckoutAttempt from '#models/checkout_attempt'
import {
  type Buyer,
  deliverEvents,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  returnFromCheckout,
  sessionIdIn,
} from '#tests/helpers/store/buying'
import { readHtml } from '#tests/helpers/store/panel'
import { emulator } from '#tests/helpers/stripe/emulator'

/** Ten products with prices of their own, so that each press of Buy is a checkout of its own. */
async function givenTenProducts() {
  await emulator.reset({
    catalogue: Array.from({ length: 10 }, (_, index) => ({
      id: `prod_item_${index}`,
      name: `Item ${index}`,
      prices: [{ id: `price_item_${index}`, currency: 'usd', unit_amount: index < 8 ? 1200 : 0 }],
      default_price: `price_item_${index}`,
    })),
  })
  const syncCatalogue = await app.container.make(SyncCatalogue)
  await syncCatalogue.handle({ allowRemovals: true })
}

const press = (buyer: Buyer, item: number) => pressBuy(buyer, `item-${item}`)

test.group('The limit of checkouts', (group) => {
  group.each.setup(() => givenStore())
  group.each.setup(() => givenTenProducts())

  test('allows one buyer five unpaid checkouts in ten minutes, and says what it is about and when it ends', async ({
    assert,
  }) => {
    const [buyer, other] = [await givenBuyer(), await givenBuyer()]
    for (let item = 0; item < 5; item++) {
      sessionIdIn(await press(buyer, item))
    }

    const sixth = await press(buyer, 5)

    assert.equal(sixth.status, 429)
    const seconds = Number(sixth.headers.get('retry-after'))
    assert.isAbove(seconds, 0)
    assert.isAtMost(seconds, 600)
    const text = readHtml(sixth.body)
    assert.include(text, 'Too many payments were started and not finished')
    assert.include(text, `the next one in ${Math.ceil(seconds / 60)} minutes`)
    assert.include(text, '“Item 5” is still there')
    assert.lengthOf(await CheckoutAttempt.query().where('userId', buyer.user.id), 5)
    sessionIdIn(await press(other, 5))
    sessionIdIn(await press(buyer, 4))
  })

  test('allows twenty of one network', async ({ assert }) => {
    const [first, second] = [await givenBuyer(), await givenBuyer()]
    for (let count = 1; count <= 19; count++) {
      await countAttempt(checkoutByNetwork, '127.0.0.1')
    }
    const sessionId = await openSession(first, 'item-0')

    const refused = await press(second, 0)
    assert.equal(refused.status, 429)
    assert.isNull(await CheckoutAttempt.findBy('userId', second.user.id))

    await emulator.pay(sessionId)
    await deliverEvents()
    sessionIdIn(await press(second, 0))
  })

  test('does not count what was paid, by card, for free or by a delayed method', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    for (const item of [0, 1, 2, 8, 9]) {
      const sessionId = await openSession(buyer, `item-${item}`)
      await emulator.pay(sessionId)
      await returnFromCheckout(buyer, sessionId)
    }
    await emulator.pay(await openSession(buyer, 'item-3'), { method: 'bank_debit' })
    await deliverEvents()

    for (let item = 4; item < 8; item++) {
      await returnFromCheckout(buyer, await openSession(buyer, `item-${item}`))
    }
    assert.lengthOf(await CheckoutAttempt.query().whereNotNull('countedNetwork'), 4)
  })

  test('takes a paid checkout back once, however often Stripe reports it', async ({ assert }) => {
    const buyer = await givenBuyer()
    const sessionId = await openSession(buyer, 'item-0')
    const { eventId } = await emulator.pay(sessionId)
    await deliverEvents()
    for (let item = 1; item <= 5; item++) {
      sessionIdIn(await press(buyer, item))
    }

    await emulator.deliver(eventId, { times: 3 })
    await returnFromCheckout(buyer, sessionId)
    await deliverEvents()

    assert.equal((await press(buyer, 6)).status, 429)
  })

  test('does not count presses that lead to the same open session, even at once', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    const answers = await Promise.all(Array.from({ length: 8 }, () => press(buyer, 8)))
    const later = await press(buyer, 8)

    assert.lengthOf(new Set([...answers, later].map(sessionIdIn)), 1)
    for (let item = 0; item < 4; item++) {
      sessionIdIn(await press(buyer, item))
    }
    assert.equal((await press(buyer, 5)).status, 429)
  })

  test('counts every declined card, also within one session', async ({ assert }) => {
    const buyer = await givenBuyer()
    const sessionId = await openSession(buyer, 'item-0')
    for (let card = 1; card <= 4; card++) {
      await emulator.decline(sessionId)
      await deliverEvents()
    }
    assert.equal((await press(buyer, 1)).status, 429)

    await emulator.pay(sessionId)
    await deliverEvents()
    sessionIdIn(await press(buyer, 1))
    assert.equal((await press(buyer, 2)).status, 429)
  })

  test('counts a checkout that expired unpaid, and none that Stripe refused', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    await emulator.fault({
      method: 'POST',
      path: '/v1/checkout/sessions',
      kind: 'status',
      status: 400,
      times: 1,
    })
    assert.equal((await press(buyer, 9)).status, 503)
    for (let item = 0; item < 5; item++) {
      await emulator.expireSession(await openSession(buyer, `item-${item}`))
    }
    await deliverEvents()

    assert.equal((await press(buyer, 5)).status, 429)
  })

  test('cannot be passed by many presses at once', async ({ assert }) => {
    const buyer = await givenBuyer()
    const items = Array.from({ length: 8 }, (_, item) => item)

    const answers = await Promise.all(items.map((item) => press(buyer, item)))

    assert.lengthOf(
      answers.filter(({ status }) => status === 303),
      5
    )
    assert.lengthOf(await CheckoutAttempt.query().where({ status: 'open' }), 5)
  })

  test('ends presses of Buy that only ask Stripe again', async ({ assert }) => {
    const buyer = await givenBuyer()
    let answer = await press(buyer, 0)
    for (let count = 1; count < 61 && answer.status === 303; count++) {
      answer = await press(buyer, 0)
    }
    assert.equal(answer.status, 429)
  })
})
