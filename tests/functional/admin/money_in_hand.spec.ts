import { randomInt } from 'node:crypto'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { createProduct } from '#database/factories/product_factory'
import { createPayment, createRefund, PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import Dispute from '#models/dispute'
import { formatMoney } from '#shared/money'
import { deliverEvents, givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { givenCrossSell, givenSaleOfTwo } from '#tests/helpers/store/cross_sell'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { countQueries } from '#tests/helpers/store/count_queries'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenPendingPayment, givenSale } from '#tests/helpers/store/sale'
import type { Visitor } from '#tests/helpers/store/visitor'
import { emulator } from '#tests/helpers/stripe/emulator'

const LIST = '/admin/purchases'

/** The sum that the list names below its rows. */
async function totalOf(visitor: Visitor, filter = ''): Promise<string> {
  const page = await visitor.get(`${LIST}?totals=1${filter}`)
  const [, total] = /Total paid: <span class="number">(.*?)<\/span>/.exec(page.body) ?? []
  return readHtml(total ?? '')
}

test.group('The total paid of a list of purchases', (group) => {
  group.each.setup(() => givenStore())

  test('is what was paid and kept: renewals count, failed, refunded and lost money does not', async ({
    assert,
  }) => {
    const visitor = await givenStaff()
    const plan = await givenSale('plan')
    await emulator.renew(plan.purchase.subscriptionId!)
    await emulator.renew(plan.purchase.subscriptionId!)
    await deliverEvents()
    assert.equal(await totalOf(visitor), '$27.00')

    const renewals = (await purchaseOf(plan.sessionId))!.payments
    await emulator.refund(renewals[1].paymentIntentId!)
    const pending = await givenPendingPayment('book')
    await deliverEvents()
    assert.equal(await totalOf(visitor), '$18.00')

    await emulator.failDelayed(pending.sessionId)
    const part = await givenSale('book')
    const { id: refundId } = await emulator.refund(part.purchase.paymentIntentId!, { amount: 500 })
    const disputed = await givenSale('book')
    const dispute = await emulator.dispute(disputed.purchase.paymentIntentId!)
    await givenSale('course')
    await givenSale('sheet')
    await deliverEvents()
    assert.equal(await totalOf(visitor), '€49.00, $37.00')

    await emulator.endDispute(dispute.id, 'lost')
    await emulator.failRefund(refundId)
    await deliverEvents()
    assert.equal(await totalOf(visitor), '€49.00, $30.00')
    assert.equal(await totalOf(visitor, '&status=lost'), '$0.00')
    assert.equal(await totalOf(visitor, '&status=failed'), 'nothing')
    assert.equal(await totalOf(visitor, `&q=${plan.purchase.subscriptionId}`), '$18.00')
  })

  test('counts a dispute that was won', async ({ assert }) => {
    const visitor = await givenStaff()
    const { purchase } = await givenSale('book')
    const dispute = await emulator.dispute(purchase.paymentIntentId!)
    await emulator.endDispute(dispute.id, 'won')
    await deliverEvents()

    assert.equal(await totalOf(visitor), '$12.00')
  })

  test('divides a lost dispute of a part among the products of its payment, to the cent', async ({
    assert,
  }) => {
    const visitor = await givenStaff()
    await givenCrossSell('prod_book')
    const { purchase } = await givenSaleOfTwo()
    const dispute = await emulator.dispute(purchase.paymentIntentId!)
    await emulator.endDispute(dispute.id, 'lost')
    await deliverEvents()
    await Dispute.query().update({ amount: 1000 })

    assert.equal(await totalOf(visitor), '$7.00')
    const list = await visitor.get(`${LIST}/export`)
    assert.notMatch(list.body, /\.\d{3}/)
  })

  test('counts a delayed payment once it has arrived', async ({ assert }) => {
    const visitor = await givenStaff()
    const { sessionId } = await givenPendingPayment('book')
    assert.equal(await totalOf(visitor), 'nothing')

    await emulator.settle(sessionId)
    await deliverEvents()
    assert.equal(await totalOf(visitor), '$12.00')
  })
})

const CURRENCIES = ['eur', 'jpy', 'kwd', 'usd']
const REFUND_STATUSES = ['succeeded', 'pending', 'requires_action', 'failed', 'canceled']
const DISPUTE_STATUSES = ['lost', 'won', 'under_review', 'warning_closed', 'prevented']

const oneOf = <T>(choices: readonly T[]): T => choices[randomInt(choices.length)]

/** Purchases at random. Returns by currency what a person would add up. */
async function givenRandomPurchases(count: number) {
  const buyer = await UserFactory.create()
  const { configuration } = await createProduct()
  const kept = new Map<string, Map<string, number>>()
  for (let index = 0; index < count; index++) {
    const currency = oneOf(CURRENCIES)
    const status = oneOf(['active', 'refunded', 'lost', 'pending', 'failed', 'mismatch'] as const)
    const purchase = await PurchaseFactory.merge({
      userId: buyer.id,
      productConfigurationId: configuration.id,
      currency,
      status,
      totalAmount: randomInt(10_000),
    } as never).create()
    for (let payments = randomInt(4); payments > 0; payments--) {
      const left = await givenRandomPayment(purchase.id, currency)
      if (left !== null) {
        const sums = kept.get(status) ?? new Map<string, number>()
        kept.set(status, sums.set(currency, (sums.get(currency) ?? 0) + left))
      }
    }
  }
  return kept
}

/** Returns what is left of the payment; null where it was not paid. */
async function givenRandomPayment(purchaseId: number, currency: string): Promise<number | null> {
  const isPaid = randomInt(5) > 0
  const payment = await createPayment(
    { id: purchaseId },
    {
      currency,
      amount: randomInt(1, 10_000),
      paidAt: isPaid ? DateTime.utc() : null,
    }
  )
  let left = payment.amount
  for (let refunds = randomInt(3); refunds > 0; refunds--) {
    const [amount, status] = [randomInt(1, 2000), oneOf(REFUND_STATUSES)]
    await createRefund({ id: purchaseId }, payment, { amount, status })
    left -= ['failed', 'canceled'].includes(status) ? 0 : amount
  }
  if (randomInt(3) === 0) {
    const [amount, status] = [payment.amount, oneOf(DISPUTE_STATUSES)]
    await Dispute.create({
      paymentId: payment.id,
      stripeId: `dp_${crypto.randomUUID()}`,
      amount,
      status,
    })
    left -= status === 'lost' ? amount : 0
  }
  return isPaid ? left : null
}

function printSums(sums: Map<string, number>): string {
  return CURRENCIES.filter((currency) => sums.has(currency))
    .map((currency) => formatMoney(sums.get(currency)!, currency, 'en'))
    .join(', ')
    .replace(/\s+/g, ' ')
}

test.group('The total paid of random purchases', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('is what a person would add up, for every state', async ({ assert }) => {
    const kept = await givenRandomPurchases(80)
    const visitor = await givenStaff()
    const all = new Map<string, number>()
    for (const [status, sums] of kept) {
      assert.equal(await totalOf(visitor, `&status=${status}`), printSums(sums), status)
      sums.forEach((sum, currency) => all.set(currency, (all.get(currency) ?? 0) + sum))
    }
    assert.equal(await totalOf(visitor), printSums(all))
  })

  test('costs one query, however many purchases there are', async ({ assert }) => {
    const visitor = await givenStaff()
    const queriesOf = async () => {
      const plain = await countQueries(() => visitor.get(LIST))
      const summed = await countQueries(() => visitor.get(`${LIST}?totals=1`))
      return summed.queries.length - plain.queries.length
    }
    await givenRandomPurchases(1)
    assert.equal(await queriesOf(), 1)
    await givenRandomPurchases(40)
    assert.equal(await queriesOf(), 1)
  })
})
