import { randomUUID } from 'node:crypto'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type Stripe from 'stripe'
import type { Actor } from '#authority/actor'
import ChangeSubscription from '#purchases/subscriptions/change_subscription'
import type { SubscriptionAct } from '#models/subscription_request'
import { stripe } from '#tests/helpers/stripe/stripe'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import { givenOtherPlans } from '#tests/faults/other_plans'
import { intentOf, subscriptionOf } from '#tests/faults/purchase_histories'
import { reconcile } from '#tests/faults/random_histories/random_history'
import { receive } from '#tests/faults/recorded_rows'
import { givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { sessionRead } from '#tests/helpers/stripe/faults'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { givenPaidCheckout } from '#tests/helpers/store/paid_checkout'

test.group('Two processes at the same moment', (group) => {
  group.setup(() => startTestEmulator())
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
    await emulator.setDelivery({ mode: 'off' })
  })

  test('a delayed reconciliation and the buyer’s return make one purchase and one receipt', async ({
    assert,
  }) => {
    const sessionId = await givenPaidCheckout(await UserFactory.create())
    const { holdId } = await emulator.hold(sessionRead(sessionId))

    const reconciling = reconcile()
    await emulator.waitHeld(holdId)
    await fulfil(sessionId, 'interactive')
    await emulator.release(holdId)
    await reconciling

    await assertSoldOnce(assert, sessionId, 'active')
  })

  test('two reconciliations at once run only once', async ({ assert }) => {
    const sessionId = await givenPaidCheckout(await UserFactory.create())

    const reports = await Promise.all([reconcile(), reconcile()])

    assert.lengthOf(
      reports.filter((report) => report === null),
      1
    )
    await assertSoldOnce(assert, sessionId, 'active')
  })

  test('a read from before the refund does not overwrite one from after it', async ({ assert }) => {
    const sessionId = await givenPaidCheckout(await UserFactory.create())
    const { holdId } = await emulator.hold(sessionRead(sessionId))

    const stale = receive(await eventOf('checkout.session.completed'))
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

  test('a read from before a change of plan does not undo it', async ({ assert }) => {
    await givenOtherPlans()
    await emulator.setDelivery({ mode: 'off' })
    const sessionId = await givenPaidCheckout(await UserFactory.create(), 'plan')
    await fulfil(sessionId, 'interactive')
    const { holdId } = await emulator.hold(sessionRead(sessionId))

    const stale = receive(await eventOf('checkout.session.completed'))
    await emulator.waitHeld(holdId)
    await emulator.changePlan(await subscriptionOf(sessionId), 'price_studio')
    await Promise.all([fulfil(sessionId, 'interactive'), fulfil(sessionId, 'interactive')])
    await emulator.release(holdId)
    await stale

    const purchase = (await purchaseOf(sessionId))!
    const changes = await AuditEntry.query().where('action', 'purchase.product_changed')
    assert.equal(purchase.productSnapshot.name, 'Studio')
    assert.lengthOf(changes, 1)
    await assertInvariants(assert)
  })

  test('a delayed webhook and the buyer’s return make one purchase and one receipt', async ({
    assert,
  }) => {
    const sessionId = await givenPaidCheckout(await UserFactory.create())
    const { holdId } = await emulator.hold(sessionRead(sessionId))
    const event = await eventOf('checkout.session.completed')

    const first = receive(event)
    await emulator.waitHeld(holdId)
    await fulfil(sessionId, 'interactive')
    await emulator.release(holdId)
    await first

    await assertSoldOnce(assert, sessionId, 'active')
  })

  test('staff cancel while a webhook reads the subscription as it was', async ({ assert }) => {
    const { sessionId, purchase } = await givenSubscription()
    await emulator.renew(purchase.subscriptionId!)
    const { holdId } = await emulator.hold(sessionRead(sessionId))

    const stale = receive(await eventOf('invoice.paid', -1))
    await emulator.waitHeld(holdId)
    assert.equal((await change(purchase, 'cancel_now')).type, 'done')
    await emulator.release(holdId)
    await stale

    const after = (await purchaseOf(sessionId))!
    assert.equal(after.status, 'lapsed')
    assert.isNotNull(after.endedAt)
    await assertInvariants(assert)
  })

  test('the buyer cancels in the portal while staff undo an earlier cancellation', async ({
    assert,
  }) => {
    const { sessionId, purchase } = await givenSubscription()
    await change(purchase, 'cancel_at_period_end')
    const { holdId } = await emulator.hold({
      method: 'POST',
      path: `^/v1/subscriptions/${purchase.subscriptionId}$`,
      phase: 'before',
    })

    const undoing = change(purchase, 'undo_cancellation')
    await emulator.waitHeld(holdId)
    await emulator.cancelSubscription(purchase.subscriptionId!)
    await emulator.release(holdId)

    assert.deepEqual(await undoing, { type: 'invalid', problem: 'The subscription has ended' })
    const after = (await purchaseOf(sessionId))!
    assert.isNotNull(after.endedAt)
    await assertInvariants(assert)
  })

  test('two members of staff who want different things both see the last decision', async ({
    assert,
  }) => {
    const { purchase } = await givenSubscription()

    const outcomes = await Promise.all([
      change(purchase, 'pause'),
      change(purchase, 'cancel_at_period_end'),
      change(purchase, 'cancel_at_period_end'),
    ])

    assert.sameMembers(
      outcomes.map(({ type }) => type),
      ['done', 'done', 'unchanged']
    )
    const { pause_collection: pause, cancel_at_period_end: ends } =
      await stripe.subscriptions.retrieve(purchase.subscriptionId!)
    assert.isTrue(ends)
    assert.equal(pause?.behavior, 'void')
    await assertInvariants(assert)
  })
})

async function givenSubscription() {
  const sessionId = await givenPaidCheckout(await UserFactory.create(), 'plan')
  await fulfil(sessionId, 'interactive')
  return { sessionId, purchase: (await purchaseOf(sessionId))! }
}

async function change({ id }: Purchase, act: SubscriptionAct) {
  const action = await app.container.make(ChangeSubscription)
  return action.handle({ request: randomUUID(), purchaseId: id, act, note: '', actor: OWNER })
}

const OWNER: Actor = {
  id: null,
  label: 'The owner',
  role: 'owner',
  address: null,
  userAgent: null,
  requestId: null,
}

/** Interactive callers read for themselves; background callers share a read. */
async function fulfil(sessionId: string, patience: 'interactive') {
  const action = await app.container.make(FulfilCheckout)
  return action.handle(sessionId, patience)
}

async function eventOf(type: string, place = 0): Promise<Stripe.Event> {
  const events = await emulator.events({ type })
  return events.at(place) as unknown as Stripe.Event
}

async function assertSoldOnce(assert: Assert, sessionId: string, status: string) {
  assert.equal((await purchaseOf(sessionId))!.status, status)
  assert.lengthOf(await Purchase.all(), 1)
  assert.lengthOf((await purchaseOf(sessionId))!.payments, 1)
  assert.lengthOf(await Mail.query().where('kind', 'receipt'), 1)
  await assertInvariants(assert)
}
