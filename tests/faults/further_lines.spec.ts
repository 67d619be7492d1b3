import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { Actor } from '#authority/actor'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import GrantFurtherLine from '#purchases/grant_further_line'
import SettleFurtherLine from '#purchases/settle_further_line'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import FurtherLine from '#models/further_line'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import { subscriptionOf } from '#tests/faults/purchase_histories'
import { cutOffAfter } from '#tests/faults/random_histories/cut_off_after'
import { givenStore } from '#tests/helpers/store/buying'
import { givenCrossSell } from '#tests/helpers/store/further_line'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { beginCheckout } from '#tests/helpers/store/paid_checkout'
import { sessionRead } from '#tests/helpers/stripe/faults'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'

/** Writes of a grant, and some more. */
const MOST_WRITES = 8

test.group('Granting what was paid for beside something else', (group) => {
  group.setup(() => startTestEmulator())
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
    await emulator.setDelivery({ mode: 'off' })
  })

  test('grants once, whichever write the process is killed at', async ({ assert }) => {
    let deaths = 0
    for (let writes = 0; writes <= MOST_WRITES; writes++) {
      await givenStore('http://127.0.0.1:9/nobody')
      await emulator.setDelivery({ mode: 'off' })
      const { line, actor } = await givenLine()

      deaths += Number(await cutOffAfter(writes, () => grant(line, actor)))
      await line.refresh()
      assert.equal(line.settledAt === null, line.grantedPurchaseId === null)
      await grant(line, actor)

      await assertGrantedOnce(assert)
    }
    assert.isAbove(deaths, 3)
  }).timeout(120_000)

  test('grants once for several processes at the same moment', async ({ assert }) => {
    const { line, actor } = await givenLine()

    const outcomes = await Promise.all([1, 2, 3, 4].map(() => grant(line, actor)))

    assert.lengthOf(
      outcomes.filter(({ type }) => type === 'granted'),
      1
    )
    await assertGrantedOnce(assert)
  })

  test('is either granted or settled otherwise, never both', async ({ assert }) => {
    const { line, actor } = await givenLine()

    const [granted, settled] = await Promise.all([
      grant(line, actor),
      new SettleFurtherLine().handle({ id: line.id, actor }),
    ])

    assert.notEqual(granted.type === 'granted', settled.type === 'settled')
    const grants = await Purchase.query().where('source', 'grant')
    assert.lengthOf(grants, granted.type === 'granted' ? 1 : 0)
    await assertInvariants(assert)
  })

  test('of a subscription lasts until the end of a renewal that is recorded meanwhile', async ({
    assert,
  }) => {
    const { line, actor, sessionId } = await givenLine('plan')
    await emulator.renew(await subscriptionOf(sessionId))
    const { holdId } = await emulator.hold(sessionRead(sessionId))

    const recording = fulfil(sessionId)
    await emulator.waitHeld(holdId)
    await grant(line, actor)
    await emulator.release(holdId)
    await recording

    const paid = await Purchase.findByOrFail('checkoutSessionId', sessionId)
    const granted = await Purchase.query().where('source', 'grant').firstOrFail()
    assert.isAbove(+granted.overrideEndsAt!, +paid.currentPeriodEndsAt!)
    await assertInvariants(assert)
  })

  test('does not count a purchase whose refund is recorded meanwhile', async ({ assert }) => {
    const { line, actor, sessionId } = await givenLine()
    const { paymentIntentId } = await Purchase.findByOrFail('checkoutSessionId', sessionId)
    await emulator.refund(paymentIntentId!)

    const [outcome] = await Promise.all([grant(line, actor), fulfil(sessionId)])
    await fulfil(sessionId)

    assert.include(['granted', 'not_paid'], outcome.type)
    const grants = await Purchase.query().where('source', 'grant')
    assert.lengthOf(grants, outcome.type === 'granted' ? 1 : 0)
    await assertInvariants(assert)
  })
})

/** A buyer who added a product on the payment page, and a member of staff. */
async function givenLine(slug: 'book' | 'plan' = 'book') {
  await givenCrossSell(
    `prod_${slug}`,
    slug === 'plan' ? { unit_amount: 300, recurring: { interval: 'month' } } : undefined
  )
  const sessionId = await beginCheckout(await UserFactory.create(), slug)
  await emulator.pay(sessionId, { crossSell: true, waitForWebhook: false })
  await fulfil(sessionId)
  const { id, email } = await UserFactory.apply('admin').create()
  const actor: Actor = {
    id,
    label: email,
    role: 'owner',
    address: null,
    userAgent: null,
    requestId: null,
  }
  return { sessionId, actor, line: await FurtherLine.firstOrFail() }
}

function grant({ id }: FurtherLine, actor: Actor) {
  return new GrantFurtherLine().handle({ id, actor })
}

async function fulfil(sessionId: string) {
  const action = await app.container.make(FulfilCheckout)
  return action.handle(sessionId, 'background')
}

async function assertGrantedOnce(assert: Assert) {
  const line = await FurtherLine.firstOrFail()
  const [granted, ...others] = await Purchase.query().where('source', 'grant')
  assert.lengthOf(others, 0)
  assert.equal(line.grantedPurchaseId, granted.id)
  assert.lengthOf(await Mail.query().where('kind', 'purchase_granted'), 1)
  assert.lengthOf(await AuditEntry.query().where('action', 'purchase.granted'), 1)
  await assertInvariants(assert)
}
