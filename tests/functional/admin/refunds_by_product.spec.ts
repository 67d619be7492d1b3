import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import app from '@adonisjs/core/services/app'
import Refund from '#models/refund'
import { deliverEvents, givenStore } from '#tests/helpers/store/buying'
import { givenCrossSell, givenSaleOfTwo, purchasesOf } from '#tests/helpers/store/cross_sell'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import { hasAccess, type Sale } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('A refund of one of two products', (group) => {
  group.each.setup(async () => {
    await givenStore()
    await givenCrossSell('prod_book')
  })

  test('that staff make here closes that product alone', async ({ assert }) => {
    const sale = await givenSaleOfTwo()
    const staff = await givenStaff()
    const form = await staff.get(`/admin/purchases/${sale.added.id}/refund`)
    assert.include(readHtml(form.body), '$5.00 of $17.00 for all products')

    const answer = await refundHere(staff, sale.added)
    await deliverEvents()

    assert.include(readHtml((await staff.get(answer.location!)).body), 'Refunded $5.00')
    assert.deepEqual(await statusesOf(sale), ['active', 'refunded'])
    assert.isTrue(await hasAccess(sale))
    assert.isFalse(await hasAccess(sale, 'workbook'))
    const [refund] = (await stripe.refunds.list()).data
    assert.equal(refund.metadata!.product, sale.added.boughtProductStripeId)
    const mail = await refundMailTo(sale)
    assert.include(mail.text, sale.added.reference)
    assert.notInclude(mail.text, sale.purchase.reference)
    await assertInvariants(assert)
  })

  test('cannot be more than what that product cost', async ({ assert }) => {
    const sale = await givenSaleOfTwo()
    const staff = await givenStaff()

    const answer = await refundHere(staff, sale.added, { extent: 'part', amount: '5.01' })

    assert.equal(answer.status, 422)
    assert.include(readHtml(answer.body), 'At most $5.00 is left of this payment')
    assert.lengthOf((await stripe.refunds.list()).data, 0)
  })

  test('of each, one after the other, is a refund of everything', async ({ assert }) => {
    const sale = await givenSaleOfTwo()
    const staff = await givenStaff()

    await refundHere(staff, sale.purchase)
    await refundHere(staff, sale.added)
    await deliverEvents()

    assert.deepEqual(await statusesOf(sale), ['refunded', 'refunded'])
    assert.deepEqual(await partsOf(sale), [[1200], [500]])
    await assertInvariants(assert)
  })

  test('in Stripe of what exactly one of them cost is for that one', async ({ assert }) => {
    const sale = await givenSaleOfTwo()
    await emulator.refund(sale.purchase.paymentIntentId!, { amount: 500 })
    await deliverEvents()

    assert.deepEqual(await statusesOf(sale), ['active', 'refunded'])
    assert.deepEqual(await partsOf(sale), [[], [500]])
    await assertInvariants(assert)
  })

  test('in Stripe of everything closes both', async ({ assert }) => {
    const sale = await givenSaleOfTwo()
    await emulator.refund(sale.purchase.paymentIntentId!)
    await deliverEvents()

    assert.deepEqual(await statusesOf(sale), ['refunded', 'refunded'])
    assert.deepEqual(await partsOf(sale), [[1200], [500]])
    const mail = await refundMailTo(sale)
    assert.include(mail.text, sale.added.reference)
    assert.include(mail.text, sale.purchase.reference)
    assert.include(mail.text, '$17.00')
    await assertInvariants(assert)
  })

  test('that fails leaves both open', async ({ assert }) => {
    const sale = await givenSaleOfTwo()
    const refund = await emulator.refund(sale.purchase.paymentIntentId!, { amount: 500 })
    await deliverEvents()
    await emulator.failRefund(refund.id)
    await deliverEvents()

    assert.deepEqual(await statusesOf(sale), ['active', 'active'])
    await assertInvariants(assert)
  })
})

test.group('A refund in Stripe of another part', (group) => {
  group.each.setup(async () => {
    await givenStore()
    await givenCrossSell('prod_book')
  })

  test('closes nothing and waits for staff', async ({ assert }) => {
    const sale = await givenUnassigned()

    assert.deepEqual(await statusesOf(sale), ['active', 'active'])
    assert.deepEqual(await partsOf(sale), [[], []])
    const page = readHtml((await (await givenStaff()).get('/admin/attention')).body)
    assert.include(page, 'Refunded, and not known for what')
    assert.include(page, '$3.00 of $17.00')
    assert.include(page, 'It was for Book')
    assert.include(page, 'It was for Workbook')
    const record = await (await givenStaff()).get(`/admin/purchases/${sale.added.id}`)
    assert.include(readHtml(record.body), 'It is not known for which product')
    assert.include(readHtml(record.body), 'Refunded $3.00 of the whole payment')
    const bought = await sale.buyer.browser.get(`/purchases/${sale.purchase.reference}`)
    assert.include(readHtml(bought.body), '$3.00 of the payment for all you bought together went')
    await assertInvariants(assert)
  })

  test('is assigned with one press, once for any number of them', async ({ assert }) => {
    const sale = await givenUnassigned()
    const [one, other] = [await givenStaff('owner'), await givenStaff('manager')]
    const [, address] = addressesIn((await one.get('/admin/attention')).body)

    const answers = await Promise.all([one, other, one].map((staff) => staff.post(address)))

    assert.isTrue(answers.every(({ status }) => status === 303))
    assert.deepEqual(await partsOf(sale), [[], [300]])
    assert.deepEqual(await statusesOf(sale), ['active', 'active'])
    assert.lengthOf(await staffActs().where('action', 'purchase.refund_assigned'), 1)
    assert.include(readHtml((await one.get('/admin/attention')).body), 'Nothing needs you')
    await assertInvariants(assert)

    await emulator.refund(sale.purchase.paymentIntentId!, { amount: 200 })
    await deliverEvents()
    const [, rest] = addressesIn((await one.get('/admin/attention')).body)
    await one.post(rest)
    assert.deepEqual(await statusesOf(sale), ['active', 'refunded'])
    await assertInvariants(assert)
  })

  test('stays assigned when Stripe is read again', async ({ assert }) => {
    const sale = await givenUnassigned()
    const staff = await givenStaff()
    const [first] = addressesIn((await staff.get('/admin/attention')).body)
    await staff.post(first)

    const fulfil = await app.container.make(FulfilCheckout)
    await fulfil.handle(sale.sessionId, 'background')

    assert.deepEqual(await partsOf(sale), [[300], []])
  })

  test('is not assigned to a product that has less left', async ({ assert }) => {
    const sale = await givenSaleOfTwo()
    await emulator.refund(sale.purchase.paymentIntentId!, { amount: 700 })
    await deliverEvents()
    const staff = await givenStaff()
    const [, tooLittle] = addressesIn((await staff.get('/admin/attention')).body)

    const answer = await staff.post(tooLittle)

    const page = readHtml((await staff.get(answer.location!)).body)
    assert.include(page, 'Nothing was assigned. Only $5.00 of this product are left to give back')
    assert.deepEqual(await partsOf(sale), [[], []])
  })

  test('of more than any of them cost is first for the one that staff name', async ({ assert }) => {
    const sale = await givenSaleOfTwo()
    await emulator.refund(sale.purchase.paymentIntentId!, { amount: 1600 })
    await deliverEvents()
    const staff = await givenStaff()
    const [, workbook] = addressesIn((await staff.get('/admin/attention')).body)

    await staff.post(workbook)

    assert.deepEqual(await partsOf(sale), [[1100], [500]])
    assert.deepEqual(await statusesOf(sale), ['active', 'refunded'])
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    await assertInvariants(assert)
  })

  test('is saved while Stripe does not answer, and applied later', async ({ assert }) => {
    const sale = await givenUnassigned()
    const staff = await givenStaff()
    const [first] = addressesIn((await staff.get('/admin/attention')).body)
    await emulator.fault({ method: 'GET', path: '^/v1/checkout/', kind: 'reset', times: 99 })

    const answer = await staff.post(first)

    assert.include(readHtml((await staff.get(answer.location!)).body), 'Stripe did not answer')
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    await emulator.clearFaults()
    await (await app.container.make(FulfilCheckout)).handle(sale.sessionId, 'background')
    assert.deepEqual(await partsOf(sale), [[300], []])
  })

  test('is known once everything went back', async ({ assert }) => {
    const sale = await givenUnassigned()
    await emulator.refund(sale.purchase.paymentIntentId!)
    await deliverEvents()

    assert.deepEqual(await statusesOf(sale), ['refunded', 'refunded'])
    const sums = (await partsOf(sale)).map((parts) => parts.reduce((sum, part) => sum + part, 0))
    assert.deepEqual(sums, [1200, 500])
    assert.equal(await Refund.query().where('isUnassigned', true).first(), null)
    await assertInvariants(assert)
  })

  test('cannot be assigned by who may not refund, nor to a purchase of another payment', async ({
    assert,
  }) => {
    const sale = await givenUnassigned()
    const other = await givenSaleOfTwo()
    const { id } = await Refund.query().firstOrFail()
    const viewer = await givenStaff('viewer')

    assert.equal((await viewer.post(`/admin/refunds/${id}/assign/${sale.added.id}`)).status, 403)
    const owner = await givenStaff('owner')
    assert.equal((await owner.post(`/admin/refunds/${id}/assign/${other.added.id}`)).status, 404)
    assert.equal((await owner.post(`/admin/refunds/${id}/assign/999`)).status, 404)
    assert.deepEqual(await partsOf(sale), [[], []])
  })
})

async function refundMailTo({ buyer }: Pick<Sale, 'buyer'>) {
  const mails = await mailsTo(buyer.user.email)
  return mails.find(({ subject }) => subject.includes('refund'))!
}

type Staff = Awaited<ReturnType<typeof givenStaff>>

/** Two products of which Stripe's dashboard has refunded 3 of 17 dollars. */
async function givenUnassigned() {
  const sale = await givenSaleOfTwo()
  await emulator.refund(sale.purchase.paymentIntentId!, { amount: 300 })
  await deliverEvents()
  return sale
}

async function refundHere(
  staff: Staff,
  { id }: { id: number },
  typed: Record<string, string> = { extent: 'full' }
) {
  const { payment_id: payment } = await db
    .from('payment_lines')
    .where('purchase_id', id)
    .firstOrFail()
  const form = { request: randomUUID(), payment: String(payment), reason: '', note: '', ...typed }
  const question = await staff.post(`/admin/purchases/${id}/refund`, form)
  const [, minor] = /name="minor" value="(\d+)"/.exec(question.body) ?? []
  return minor
    ? staff.post(`/admin/purchases/${id}/refund`, { ...form, minor, intent: 'refund' })
    : question
}

function addressesIn(html: string): string[] {
  return [...html.matchAll(/action="(\/admin\/refunds\/\d+\/assign\/\d+)"/g)].map(
    ([, address]) => address
  )
}

async function statusesOf({ sessionId }: Pick<Sale, 'sessionId'>): Promise<string[]> {
  return (await purchasesOf(sessionId)).map(({ status }) => status)
}

/** What went back for each product. */
async function partsOf({ sessionId }: Pick<Sale, 'sessionId'>): Promise<number[][]> {
  const purchases = await purchasesOf(sessionId)
  return purchases.map(({ id, payments }) =>
    payments
      .flatMap(({ refunds }) => refunds.flatMap(({ lines }) => lines))
      .filter(({ purchaseId }) => purchaseId === id)
      .map(({ amount }) => amount)
  )
}
