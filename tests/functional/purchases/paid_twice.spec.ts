import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import ResumeMissedWork from '#operations/resume_missed_work'
import Mail from '#models/mail'
import ProductConfiguration from '#models/product_configuration'
import Purchase from '#models/purchase'
import FindDoublePayments from '#purchases/refunds/find_double_payments'
import {
  givenBuyer,
  givenStore,
  openSession,
  purchaseOf,
  deliverEvents,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { hasAccess, givenSale } from '#tests/helpers/store/sale'
import { violations } from '#tests/helpers/store/second_purchases'

test.group('A product paid twice', (group) => {
  group.each.setup(() => givenStore())

  test('in two tabs at two prices has its second payment refunded once, and the buyer is notified', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    const first = await openSession(buyer, 'course', { price_id: 'price_course' })
    const second = await openSession(buyer, 'course', { price_id: 'price_course_team' })
    await emulator.pay(first)
    await emulator.pay(second)
    await deliverEvents()

    await sweep()
    await deliverEvents()
    await Promise.all([sweep(), sweep()])
    await deliverEvents()

    assert.equal((await purchaseOf(first))!.status, 'active')
    const back = (await purchaseOf(second))!
    assert.equal(back.status, 'refunded')
    assert.lengthOf(back.payments[0].refunds, 1)
    assert.equal(back.payments[0].refunds[0].reason, 'duplicate')
    assert.isTrue(await hasAccess({ buyer }, 'course'))
    assert.lengthOf(await Mail.query().where('kind', 'paid_twice_refunded'), 1)
    await assertInvariants(assert)
  })

  test('is found with its payment, however many there are', async ({ assert }) => {
    const buyer = await givenBuyer()
    const first = await openSession(buyer, 'course', { price_id: 'price_course' })
    const second = await openSession(buyer, 'course', { price_id: 'price_course_team' })
    await emulator.pay(first)
    await emulator.pay(second)
    await deliverEvents()
    for (let copy = 1; copy <= 11; copy++) {
      await copySale(second, copy)
    }

    const found = await new FindDoublePayments().handle()

    assert.deepEqual(
      found.map(({ paymentLines }) => paymentLines.length),
      Array.from({ length: 12 }, () => 1)
    )
  })

  test('on purpose, after the confirmation, keeps both payments', async ({ assert }) => {
    const sale = await givenSale('book')
    const again = await openSession(sale.buyer, 'book', { again: 'yes' })
    await emulator.pay(again)
    await deliverEvents()

    await sweep()

    assert.equal((await purchaseOf(again))!.status, 'active')
    assert.lengthOf(await Purchase.query().where('status', 'active'), 2)
    assert.lengthOf(await Mail.query().whereLike('kind', 'paid_twice%'), 0)
  })

  test('after the confirmation of a payment page that was open before keeps both', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    const open = await openSession(buyer, 'course', { price_id: 'price_course_team' })
    await givenSale('course', buyer)
    const fields = { price_id: 'price_course_team', again: 'yes' }
    assert.equal(await openSession(buyer, 'course', fields), open)
    await emulator.pay(open)
    await deliverEvents()

    await sweep()

    assert.equal((await purchaseOf(open))!.status, 'active')
    assert.lengthOf(await Mail.query().whereLike('kind', 'paid_twice%'), 0)
    await assertInvariants(assert)
  })

  test('while the first payment was disputed needs attention once the dispute is won', async ({
    assert,
  }) => {
    const sale = await givenSale('book')
    const [payment] = (await purchaseOf(sale.sessionId))!.payments
    const dispute = await emulator.dispute(payment.paymentIntentId!)
    await deliverEvents()
    const second = await givenSale('book', sale.buyer)
    const staff = await givenStaff()
    assert.deepEqual(await violations(), [])
    await emulator.endDispute(dispute.id, 'won')
    await deliverEvents()

    await sweep()

    assert.equal((await purchaseOf(second.sessionId))!.status, 'active')
    assert.deepEqual(await violations(), [second.purchase.reference])
    assert.include(
      readHtml((await staff.get('/admin/attention')).body),
      `Purchase ${second.purchase.reference}, Book`
    )
  })

  test('is neither refunded nor listed where it may be bought again', async ({ assert }) => {
    await ProductConfiguration.query().update({ mayBuyAgain: true })
    const sale = await givenSale('book')
    const second = await givenSale('book', sale.buyer)

    await sweep()

    assert.equal((await purchaseOf(second.sessionId))!.status, 'active')
    assert.deepEqual(await violations(), [])
  })
})

async function sweep() {
  const action = await app.container.make(ResumeMissedWork)
  await action.handle()
}

/** Copies the attempt, the purchase and the payment of a checkout, as if it had been paid once more. */
async function copySale(sessionId: string, copy: number) {
  const insert = async ({ id, ...row }: Record<string, any>, table: string, change: object) => {
    const [created] = await db
      .table(table)
      .returning('id')
      .insert({ ...row, ...change })
    return created.id ?? created
  }
  const session = { checkout_session_id: `${sessionId}_${copy}` }
  const attempt = await db.from('checkout_attempts').where('checkout_session_id', sessionId).first()
  await insert(attempt, 'checkout_attempts', {
    ...session,
    idempotency_key: `copy_${copy}`,
  })
  const purchase = await db.from('purchases').where('checkout_session_id', sessionId).first()
  const purchaseId = await insert(purchase, 'purchases', { ...session, reference: `COPY${copy}` })
  const line = await db.from('payment_lines').where('purchase_id', purchase.id).first()
  const payment = await db.from('payments').where('id', line.payment_id).first()
  const paymentId = await insert(payment, 'payments', { stripe_id: `pi_${copy}` })
  await insert(line, 'payment_lines', { payment_id: paymentId, purchase_id: purchaseId })
}
