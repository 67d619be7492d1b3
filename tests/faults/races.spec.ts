import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type Stripe from 'stripe'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import { UserFactory } from '#database/factories/user_factory'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import { intentOf } from '#tests/faults/random_histories/histories'
import { reconcile } from '#tests/faults/random_histories/random_history'
import { hear } from '#tests/faults/random_histories/rows'
import { givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { givenPaidCheckout } from '#tests/helpers/stripe/paid_checkout'

test.group('Two at the same moment', (group) => {
  group.setup(() => startTestEmulator())
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
    await emulator.setDelivery({ mode: 'off' })
  })

  test('a comparison that is held up meets the buyer’s return: one purchase, one receipt', async ({
    assert,
  }) => {
    const sessionId = await givenPaidCheckout(await UserFactory.create())
    const { holdId } = await emulator.hold(readOf(sessionId))

    const comparing = reconcile()
    await emulator.waitHeld(holdId)
    await fulfil(sessionId, 'interactive')
    await emulator.release(holdId)
    await comparing

    await assertSoldOnce(assert, sessionId, 'active')
  })

  test('two comparisons are one', async ({ assert }) => {
    const sessionId = await givenPaidCheckout(await UserFactory.create())

    const reports = await Promise.all([reconcile(), reconcile()])

    assert.lengthOf(
      reports.filter((report) => report === null),
      1
    )
    await assertSoldOnce(assert, sessionId, 'active')
  })

  test('a read from before the refund is overtaken by one from after it', async ({ assert }) => {
    const sessionId = await givenPaidCheckout(await UserFactory.create())
    const { holdId } = await emulator.hold(readOf(sessionId))

    const stale = hear(await newsOf('checkout.session.completed'))
    await emulator.waitHeld(holdId)
    await emulator.refund(await intentOf(sessionId))
    await fulfil(sessionId, 'interactive')
    await emulator.release(holdId)
    await stale

    const purchase = (await purchaseOf(sessionId))!
    assert.equal(purchase.status, 'refunded')
    assert.lengthOf(await Mail.query().where('kind', 'receipt'), 0)
    await assertInvariants(assert)
  })

  test('a webhook that is held up and the buyer’s return: one purchase, one receipt', async ({
    assert,
  }) => {
    const sessionId = await givenPaidCheckout(await UserFactory.create())
    const { holdId } = await emulator.hold(readOf(sessionId))
    const event = await newsOf('checkout.session.completed')

    const first = hear(event)
    await emulator.waitHeld(holdId)
    await fulfil(sessionId, 'interactive')
    await emulator.release(holdId)
    await first

    await assertSoldOnce(assert, sessionId, 'active')
  })
})

/** Held when Stripe has made its answer, and before it is given. */
function readOf(sessionId: string) {
  return { method: 'GET', path: `^/v1/checkout/sessions/${sessionId}$`, phase: 'after' } as const
}

/** Those who wait have reads of their own; those in the background share them. */
async function fulfil(sessionId: string, patience: 'interactive') {
  const action = await app.container.make(FulfilCheckout)
  return action.handle(sessionId, patience)
}

async function newsOf(type: string): Promise<Stripe.Event> {
  const [event] = await emulator.events({ type })
  return event as unknown as Stripe.Event
}

async function assertSoldOnce(assert: Assert, sessionId: string, status: string) {
  assert.equal((await purchaseOf(sessionId))!.status, status)
  assert.lengthOf(await Purchase.all(), 1)
  assert.lengthOf((await purchaseOf(sessionId))!.payments, 1)
  assert.lengthOf(await Mail.query().where('kind', 'receipt'), 1)
  await assertInvariants(assert)
}
