import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { UserFactory } from '#database/factories/user_factory'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import ResumeMissedWork from '#operations/resume_missed_work'
import { putBackupBack, takeBackup } from '#tests/helpers/store/backup'
import {
  type Buyer,
  deliverEvents,
  givenStore,
  openSession,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import {
  givenPlanPrice,
  givenTwoSubscriptions,
  violations,
} from '#tests/helpers/store/second_purchases'
import { givenSale } from '#tests/helpers/store/sale'
import { signedIn } from '#tests/helpers/store/signed_in'
import { emulator } from '#tests/helpers/stripe/emulator'

test.group('What was bought twice after a backup that was put back', (group) => {
  group.each.setup(() => givenStore())

  test('needs attention where it is two subscriptions', async ({ assert }) => {
    const buyer = await givenConfirmedBuyer()
    const staff = await givenStaff()
    const backup = await takeBackup()
    const { first, second } = await givenTwoSubscriptions(buyer)
    assert.deepEqual(await violations(), [second.reference])

    await putBackupBack(backup)
    await staff.post('/admin/reconcile', { intent: 'run' })

    const back = await boughtBy(buyer)
    assert.sameMembers(
      back.map(({ checkoutSessionId }) => checkoutSessionId),
      [first.checkoutSessionId, second.checkoutSessionId]
    )
    assert.deepEqual(await violations(), [back[1].reference])
    assert.include(
      readHtml((await staff.get('/admin/attention')).body),
      `The same buyer has ${back[0].reference} of the same product, and both are charged`
    )
  })

  test('needs attention, and is not refunded by itself, where it is paid once', async ({
    assert,
  }) => {
    const buyer = await givenConfirmedBuyer()
    const staff = await givenStaff()
    const backup = await takeBackup()
    const { second } = await givenTwoPayments(buyer)

    await putBackupBack(backup)
    await staff.post('/admin/reconcile', { intent: 'run' })
    await sweep()
    await deliverEvents()

    const [, later] = await boughtBy(buyer)
    assert.equal(await refundedCount(), 0)
    assert.lengthOf(await Mail.query().whereLike('kind', 'paid_twice%'), 0)
    assert.deepEqual(await violations(), [later.reference])
    const list = readHtml((await staff.get('/admin/attention')).body)
    assert.include(list, 'Paid twice for one product')
    assert.include(list, later.reference)
    assert.isNotNull(await purchaseOf(second))

    await later.merge({ accessOverride: 'kept' }).save()
    assert.notInclude(
      readHtml((await staff.get('/admin/attention')).body),
      'Paid twice for one product'
    )
  })

  test('is not refunded by itself where only the checkout that was confirmed is lost', async ({
    assert,
  }) => {
    const buyer = await givenConfirmedBuyer()
    const staff = await givenStaff()
    const first = await openSession(buyer, 'course', { price_id: 'price_course' })
    const backup = await takeBackup()
    await emulator.pay(first)
    await deliverEvents()
    const fields = { price_id: 'price_course_team', again: 'yes' }
    await emulator.pay(await openSession(buyer, 'course', fields))
    await deliverEvents()
    assert.deepEqual(await violations(), [])

    await putBackupBack(backup)
    await staff.post('/admin/reconcile', { intent: 'run' })
    await sweep()
    await deliverEvents()

    assert.equal(await refundedCount(), 0)
    assert.lengthOf(await violations(), 1)
  })

  test('is left in peace where it was confirmed after the backup was put back', async ({
    assert,
  }) => {
    const yearly = await givenPlanPrice({ unit_amount: 9000, recurring: { interval: 'year' } })
    const buyer = await givenConfirmedBuyer()
    const staff = await givenStaff()
    const backup = await takeBackup()
    await emulator.pay(await openSession(buyer, 'plan', { price_id: 'price_plan' }))
    await deliverEvents()
    await putBackupBack(backup)
    await staff.post('/admin/reconcile', { intent: 'run' })

    await emulator.pay(await openSession(buyer, 'plan', { price_id: yearly, again: 'yes' }))
    await deliverEvents()

    assert.lengthOf(await boughtBy(buyer), 2)
    assert.deepEqual(await violations(), [])
  })
})

/**
 * A buyer in a store that has sold something before. Found again by their address, for the backup does
 * not know their customer at Stripe.
 */
async function givenConfirmedBuyer(): Promise<Buyer> {
  await givenSale('sheet')
  const user = await UserFactory.apply('verified').create()
  return { user, browser: await signedIn(user) }
}

/** In two tabs, at two prices. */
async function givenTwoPayments(buyer: Buyer) {
  const first = await openSession(buyer, 'course', { price_id: 'price_course' })
  const second = await openSession(buyer, 'course', { price_id: 'price_course_team' })
  for (const session of [first, second]) {
    await emulator.pay(session)
    await deliverEvents()
  }
  return { first, second }
}

function boughtBy({ user }: Buyer): Promise<Purchase[]> {
  return Purchase.query().where('userId', user.id).orderBy('id')
}

async function refundedCount(): Promise<number> {
  return (await Purchase.query().where('status', 'refunded')).length
}

async function sweep() {
  const action = await app.container.make(ResumeMissedWork)
  await action.handle()
}
