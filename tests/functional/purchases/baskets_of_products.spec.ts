import { test } from '@japa/runner'
import fc from 'fast-check'
import { deliverEvents, givenBuyer, givenStore } from '#tests/helpers/store/buying'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { purchasesOf } from '#tests/helpers/store/cross_sell'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { beginCheckoutOf, givenItems } from '#tests/helpers/store/several_products'
import { hasAccess } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('Several products that were asked for together', (group) => {
  group.each.setup(() => givenStore())

  test('are a purchase each, in that order', async ({ assert }) => {
    const slugs = await givenItems(1000, 500, 250)
    const buyer = await givenBuyer()
    const sessionId = await beginCheckoutOf(buyer.user, slugs)
    await emulator.pay(sessionId)
    await deliverEvents()

    const purchases = await purchasesOf(sessionId)
    assert.deepEqual(
      purchases.map(({ status, totalAmount, boughtProductStripeId: id }) => [
        status,
        totalAmount,
        id,
      ]),
      [
        ['active', 1000, 'prod_item_1'],
        ['active', 500, 'prod_item_2'],
        ['active', 250, 'prod_item_3'],
      ]
    )
    for (const slug of slugs) {
      assert.isTrue(await hasAccess({ buyer }, slug))
    }
    await assertInvariants(assert)
  })

  test('add up to the cent with a discount and a tax, in every kind of currency', async ({
    assert,
  }) => {
    for (const currency of ['usd', 'jpy', 'kwd', 'isk']) {
      const step = { usd: 1, jpy: 1, kwd: 10, isk: 100 }[currency]!
      await givenStore()
      await emulator.changeSettings({ taxPercents: { default: 19, prod_item_2: 7 } })
      await givenCode('THIRD', 33)
      const slugs = await givenItemsIn(currency, [333 * step, 667 * step, 1001 * step])
      const buyer = await givenBuyer()
      const sessionId = await beginCheckoutOf(buyer.user, slugs, {
        automatic_tax: { enabled: true },
        customer_update: { address: 'auto' },
      })
      await emulator.pay(sessionId, { promotionCode: 'THIRD' })
      await deliverEvents()

      const session = await stripe.checkout.sessions.retrieve(sessionId)
      const purchases = await purchasesOf(sessionId)
      const sum = (field: 'subtotalAmount' | 'discountAmount' | 'taxAmount' | 'totalAmount') =>
        purchases.reduce((total, purchase) => total + purchase[field], 0)
      assert.equal(sum('subtotalAmount'), session.amount_subtotal)
      assert.equal(sum('discountAmount'), session.total_details!.amount_discount)
      assert.equal(sum('taxAmount'), session.total_details!.amount_tax)
      assert.equal(sum('totalAmount'), session.amount_total)
      assert.isAbove(sum('taxAmount') * sum('discountAmount'), 0)
      assert.isTrue(purchases.every(({ status }) => status === 'active'))
      await assertInvariants(assert)
    }
  })

  test('of which two are prices of one product are one purchase of it', async ({ assert }) => {
    const buyer = await givenBuyer()
    const sessionId = await beginCheckoutOf(buyer.user, [
      ['course', 'price_course_team'],
      ['course', 'price_course'],
    ])
    await emulator.pay(sessionId)
    await deliverEvents()

    const [purchase, ...others] = await purchasesOf(sessionId)
    assert.lengthOf(others, 0)
    assert.containsSubset(purchase.serialize(), {
      status: 'active',
      quantity: 2,
      totalAmount: 19800,
      priceSnapshot: {
        stripeId: 'price_course_team',
        others: [{ stripeId: 'price_course', unitAmount: 4900, quantity: 1 }],
      },
    })
    await assertInvariants(assert)
  })

  test('are all of them, where Stripe shows only the first ten at once', async ({ assert }) => {
    const slugs = await givenItems(...Array.from({ length: 12 }, (_, index) => 100 + index))
    const buyer = await givenBuyer()
    const sessionId = await beginCheckoutOf(buyer.user, slugs)
    await emulator.pay(sessionId)
    await deliverEvents()

    const purchases = await purchasesOf(sessionId)
    assert.deepEqual(
      purchases.map(({ totalAmount }) => totalAmount),
      Array.from({ length: 12 }, (_, index) => 100 + index)
    )
    await assertInvariants(assert)
  })

  test('of one subscription are all of them, too', async ({ assert }) => {
    const slugs = await givenPlans(12)
    const buyer = await givenBuyer()
    const sessionId = await beginCheckoutOf(buyer.user, slugs)
    await emulator.pay(sessionId)
    await deliverEvents()
    const [{ subscriptionId }] = await purchasesOf(sessionId)
    await emulator.renew(subscriptionId!)
    await deliverEvents()

    const purchases = await purchasesOf(sessionId)
    assert.lengthOf(purchases, 12)
    for (const [index, { status, paymentLines, renewalAmount }] of purchases.entries()) {
      const amount = 100 + index
      assert.deepEqual(
        [status, ...paymentLines.map(({ totalAmount }) => totalAmount), renewalAmount],
        ['active', amount, amount, amount]
      )
    }
    await assertInvariants(assert)
  })

  test('are refunded one by one in any order, and each closes alone', async ({ assert }) => {
    const order = fc.sample(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), {
      numRuns: 3,
      seed: 7,
    })
    for (const places of order) {
      await givenStore()
      const slugs = await givenItems(1000, 500, 250)
      const buyer = await givenBuyer()
      const sessionId = await beginCheckoutOf(buyer.user, slugs)
      await emulator.pay(sessionId)
      await deliverEvents()
      const closed = new Set<number>()
      for (const place of places) {
        const purchases = await purchasesOf(sessionId)
        await emulator.refund(purchases[0].paymentIntentId!, { amount: [1000, 500, 250][place] })
        await deliverEvents()
        closed.add(place)
        assert.deepEqual(
          (await purchasesOf(sessionId)).map(({ status }) => status),
          [0, 1, 2].map((one) => (closed.has(one) ? 'refunded' : 'active'))
        )
      }
      await assertInvariants(assert)
    }
  })

  test('that cost nothing open with the rest, and close when everything goes back', async ({
    assert,
  }) => {
    await givenItems(1000)
    const buyer = await givenBuyer()
    const sessionId = await beginCheckoutOf(buyer.user, ['item-1', 'sheet'])
    await emulator.pay(sessionId)
    await deliverEvents()
    const [first] = await purchasesOf(sessionId)
    assert.isTrue(await hasAccess({ buyer }, 'sheet'))

    await emulator.refund(first.paymentIntentId!)
    await deliverEvents()

    assert.deepEqual(
      (await purchasesOf(sessionId)).map(({ status }) => status),
      ['refunded', 'refunded']
    )
    await assertInvariants(assert)
  })
})

async function givenCode(code: string, percent: number) {
  const { id } = await stripe.coupons.create({ percent_off: percent })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: id }, code })
}

/** Monthly plans, each dearer by one cent. */
async function givenPlans(count: number): Promise<string[]> {
  for (let index = 0; index < count; index++) {
    await stripe.products.create({
      id: `prod_monthly_${index + 1}`,
      name: `Monthly ${index + 1}`,
      default_price_data: {
        currency: 'usd',
        unit_amount: 100 + index,
        recurring: { interval: 'month' },
      },
    })
  }
  await syncCatalogue()
  return Array.from({ length: count }, (_, index) => `monthly-${index + 1}`)
}

async function givenItemsIn(currency: string, amounts: number[]): Promise<string[]> {
  const slugs = await givenItems(...amounts.map(() => 100))
  for (const [index, amount] of amounts.entries()) {
    const product = `prod_item_${index + 1}`
    const { id } = await stripe.prices.create({ product, currency, unit_amount: amount })
    await stripe.products.update(product, { default_price: id })
  }
  await deliverEvents()
  return slugs
}
