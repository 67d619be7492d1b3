import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import ProductConfiguration from '#models/product_configuration'
import {
  deliverEvents,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenSale, type Sale } from '#tests/helpers/store/sale'
import {
  givenPlanPrice,
  givenTwoSubscriptions,
  settleSubscription,
  violations,
} from '#tests/helpers/store/second_purchases'
import { emulator } from '#tests/helpers/stripe/emulator'

/** Ways in which a subscription is not charged, and may be again. */
const RESTING = [
  {
    name: 'paused',
    words: 'its payments are paused. A second one would be charged from now on',
    rest: async (id: string) => {
      await emulator.pauseCollection(id)
      await emulator.renew(id)
    },
    goOn: (id: string) => emulator.resumeCollection(id),
  },
  {
    name: 'unpaid',
    words: 'It is stopped because a payment failed. A second one would be charged from now on',
    rest: async (id: string) => {
      await emulator.renew(id, { fail: true })
      await emulator.giveUp(id, 'unpaid')
    },
    goOn: (id: string) => emulator.updateCard(id),
  },
  {
    name: 'cancelled',
    words: 'It is cancelled, and has not ended yet. A second one would be charged from now on',
    rest: (id: string) => emulator.cancelSubscription(id, { atPeriodEnd: true }),
    goOn: (id: string) => emulator.cancelAt(id, null),
  },
]

test.group('Whoever has a subscription', (group) => {
  group.each.setup(() => givenStore())

  for (const { name, words, rest, goOn } of RESTING) {
    test(`that is ${name} is asked before a second one, which needs attention once the first goes on`, async ({
      assert,
    }) => {
      const sale = await givenSale('plan')
      const id = sale.purchase.subscriptionId!
      await rest(id)
      await deliverEvents()
      await endPaidPeriod(sale)

      const asked = await pressBuy(sale.buyer, 'plan', { price_id: 'price_plan' })
      assert.equal(asked.status, 409)
      assert.include(readHtml(asked.body), words)
      assert.include(readHtml(asked.body), 'both are charged')

      const second = await buyAnyway(sale)
      assert.deepEqual(await violations(), [])
      await goOn(id)
      await deliverEvents()

      assert.deepEqual(await violations(), [second.reference])
      const staff = await givenStaff('support')
      assert.include(
        readHtml((await staff.get('/admin/attention')).body),
        `The same buyer has ${sale.purchase.reference} of the same product, and both are charged`
      )
      await settleSubscription(staff, second.id, { act: 'leave', note: 'Wanted' })
      assert.deepEqual(await violations(), [])
    })
  }

  test('whose last payment failed is told of both charges, and left in peace', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    const id = sale.purchase.subscriptionId!
    await emulator.renew(id, { fail: true })
    await deliverEvents()

    const asked = await pressBuy(sale.buyer, 'plan')
    assert.equal(asked.status, 409)
    assert.include(readHtml(asked.body), 'A second one would be charged as well. You can fix')
    await buyAnyway(sale)
    await emulator.updateCard(id)
    await deliverEvents()

    assert.deepEqual(await violations(), [])
  })

  test('is asked for a price that is paid once while it is paused, too', async ({ assert }) => {
    const once = await givenPlanPrice({ unit_amount: 9900 })
    const sale = await givenSale('plan')
    await emulator.pauseCollection(sale.purchase.subscriptionId!)
    await deliverEvents()

    const asked = await pressBuy(sale.buyer, 'plan', { price_id: once })

    assert.equal(asked.status, 409)
    assert.include(readHtml(asked.body), 'is charged again if its payments start again')
  })

  test('is not asked once it has ended', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.cancelSubscription(sale.purchase.subscriptionId!, { atPeriodEnd: false })
    await deliverEvents()

    assert.equal((await pressBuy(sale.buyer, 'plan')).status, 303)
  })

  test('is asked again where the answer was to another question', async ({ assert }) => {
    const sale = await givenSale('plan')
    const id = sale.purchase.subscriptionId!
    await emulator.cancelSubscription(id, { atPeriodEnd: true })
    await deliverEvents()
    const asked = await pressBuy(sale.buyer, 'plan')
    assert.include(asked.body, 'name="question" value="second.ending"')
    await emulator.cancelAt(id, null)
    await deliverEvents()

    const answer = await pressBuy(sale.buyer, 'plan', { again: 'yes', question: 'second.ending' })
    assert.equal(answer.status, 409)
    assert.include(readHtml(answer.body), 'A second one would be charged as well.')
    const confirmed = { again: 'yes', question: 'second.charged' }
    assert.equal((await pressBuy(sale.buyer, 'plan', confirmed)).status, 303)
  })

  test('and confirms in two tabs was not told of the other tab', async ({ assert }) => {
    const yearly = await givenPlanPrice({ unit_amount: 9000, recurring: { interval: 'year' } })
    const sale = await givenSale('plan')
    const sessions = [
      await openSession(sale.buyer, 'plan', { price_id: 'price_plan', again: 'yes' }),
      await openSession(sale.buyer, 'plan', { price_id: yearly, again: 'yes' }),
    ]
    for (const session of sessions) {
      await emulator.pay(session)
      await deliverEvents()
    }

    assert.deepEqual(await violations(), [(await purchaseOf(sessions[1]))!.reference])
  })

  test('and confirms a payment page that was open before is left in peace', async ({ assert }) => {
    const yearly = await givenPlanPrice({ unit_amount: 9000, recurring: { interval: 'year' } })
    const buyer = await givenBuyer()
    const session = await openSession(buyer, 'plan', { price_id: yearly })
    await givenSale('plan', buyer)

    const again = await openSession(buyer, 'plan', { price_id: yearly, again: 'yes' })
    assert.equal(again, session)
    await emulator.pay(session)
    await deliverEvents()

    assert.deepEqual(await violations(), [])
  })

  test('and several, not all of which are charged, was not told of every charge', async ({
    assert,
  }) => {
    const { buyer, first, second } = await givenTwoSubscriptions()
    await emulator.cancelSubscription(first.subscriptionId!, { atPeriodEnd: true })
    await deliverEvents()

    const asked = await pressBuy(buyer, 'plan', { price_id: 'price_plan' })
    assert.include(readHtml(asked.body), 'You have more than one subscription to')
    const third = await buyAnyway({ buyer })
    await emulator.cancelAt(first.subscriptionId!, null)
    await deliverEvents()

    assert.sameMembers(await violations(), [second.reference, third.reference])
  })

  test('to what may be bought again is neither asked nor listed', async ({ assert }) => {
    await ProductConfiguration.query().update({ mayBuyAgain: true })
    const sale = await givenSale('plan')
    await givenSale('plan', sale.buyer)

    assert.deepEqual(await violations(), [])
  })
})

/** Presses the button of the page that asks, and pays. */
async function buyAnyway({ buyer }: Pick<Sale, 'buyer'>) {
  const session = await openSession(buyer, 'plan', { price_id: 'price_plan', again: 'yes' })
  await emulator.pay(session)
  await deliverEvents()
  return (await purchaseOf(session))!
}

/** What was paid is used up, so that the access is closed where nothing was paid since. */
async function endPaidPeriod({ sessionId }: Pick<Sale, 'sessionId'>) {
  const purchase = (await purchaseOf(sessionId))!
  await purchase.merge({ paidUntil: DateTime.utc().minus({ minutes: 1 }) }).save()
}
