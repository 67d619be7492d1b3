import { test } from '@japa/runner'
import { checkoutState } from '#purchases/fulfilment/purchase_state'
import { paidLine } from '#purchases/fulfilment/divide_payments'
import type { PaidLine, PaymentFacts } from '#stripe/payment_gateway'
import {
  CREATED,
  disputeOf,
  EXPECTED,
  facts,
  type Given,
  item,
  MONTH,
  payment,
  recurringFacts,
  refund,
  subscribed,
} from '#tests/helpers/stripe/checkout_facts'

const MONTHLY = { interval: 'month', interval_count: 1 }
const [ASKED] = EXPECTED.lines

/** Two products that were asked for, and what may be added. */
const BOTH = {
  ...EXPECTED,
  lines: [
    ASKED,
    { ...ASKED, productConfigurationId: 4, productStripeId: 'prod_2', priceStripeId: 'price_2' },
  ] as typeof EXPECTED.lines,
  otherProducts: new Set(['prod_3']),
}

test.group('What a checkout sold of each product', () => {
  test('is asked for first, then added, and what is not here counts as the first one’s', ({
    assert,
  }) => {
    const state = purchasesOf({
      lineItems: [line(9, 50), line(3, 300), line(2, 1200), line(1, 1200)],
      session: { amount_subtotal: 2750, amount_total: 2750 },
    })

    assert.deepEqual(
      state.purchases.map(({ productStripeId, purchase }) => [
        productStripeId,
        purchase.status,
        purchase.totalAmount,
      ]),
      [
        ['prod_1', 'active', 1250],
        ['prod_2', 'active', 1200],
        ['prod_3', 'active', 300],
      ]
    )
    assert.deepEqual(
      state.foreignLines.map(({ id }) => id),
      ['li_9']
    )
  })

  test('is everything for the first, where none was asked for', ({ assert }) => {
    const state = purchasesOf({
      lineItems: [line(3, 300), line(9, 50)],
      session: { amount_subtotal: 350, amount_total: 350 },
    })

    assert.deepEqual(
      state.purchases.map(({ purchase }) => [purchase.status, purchase.totalAmount]),
      [
        ['mismatch', 350],
        ['mismatch', 0],
      ]
    )
    assert.lengthOf(state.foreignLines, 2)
  })

  test('is a mismatch alone where Stripe sold less of it', ({ assert }) => {
    const state = purchasesOf({ lineItems: [line(1, 1200), line(2, 1)] })
    assert.deepEqual(
      state.purchases.map(({ purchase }) => [purchase.status, purchase.statusDetail]),
      [
        ['active', null],
        ['mismatch', 'amount: asked for 1200, got 1'],
      ]
    )
  })

  test('has a price of its own, also where it was not asked for', ({ assert }) => {
    const { purchases } = purchasesOf({ lineItems: [line(1, 1200), line(2, 1200), line(3, 300)] })
    assert.deepEqual(
      purchases.map(({ price }) => price?.stripeId ?? null),
      [null, null, 'price_3']
    )
  })

  test('adds up with what no line says, such as the rounding of a tax', ({ assert }) => {
    const { purchases } = purchasesOf({
      lineItems: [line(1, 1200), line(2, 1200)],
      session: {
        amount_subtotal: 2400,
        amount_total: 2403,
        total_details: { amount_discount: 0, amount_tax: 3 },
        presentment_details: { presentment_amount: 101, presentment_currency: 'jpy' },
      },
    })
    assert.deepEqual(
      purchases.map(({ purchase }) => [
        purchase.subtotalAmount,
        purchase.taxAmount,
        purchase.totalAmount,
        purchase.presentmentAmount,
      ]),
      [
        [1200, 2, 1202, 51],
        [1200, 1, 1201, 50],
      ]
    )
  })

  test('loses what the lines say too much', ({ assert }) => {
    const { purchases } = purchasesOf({
      lineItems: [line(1, 1200), line(2, 1200)],
      session: { amount_subtotal: 2400, amount_total: 2397 },
    })
    assert.deepEqual(
      purchases.map(({ purchase }) => purchase.totalAmount),
      [1198, 1199]
    )
  })
})

test.group('What went back of several products', () => {
  test('ends the one that it was for', ({ assert }) => {
    const payments = [payment({ amount: 2000, refunds: [refund([800, 'succeeded'])] })]
    const lineItems = [line(1, 1200), line(2, 800)]
    assert.deepEqual(statusesOf({ lineItems, payments }, loose), ['active', 'refunded'])
  })

  test('of which nobody knows what it was for ends nothing', ({ assert }) => {
    const payments = [payment({ amount: 2000, refunds: [refund([700, 'succeeded'])] })]
    const lineItems = [line(1, 1200), line(2, 800)]
    assert.deepEqual(statusesOf({ lineItems, payments }, loose), ['active', 'active'])
  })

  test('ends everything with everything, also what cost nothing', ({ assert }) => {
    const payments = [payment({ amount: 1200, refunds: [refund([1200, 'succeeded'])] })]
    const lineItems = [line(1, 1200), line(2, 0)]
    assert.deepEqual(statusesOf({ lineItems, payments }, loose), ['refunded', 'refunded'])
  })

  test('by name ends only that, and not what cost nothing', ({ assert }) => {
    const named = { ...(refund([1200, 'succeeded']) as object), metadata: { product: 'prod_1' } }
    const payments = [payment({ amount: 1200, refunds: [named as never] })]
    const lineItems = [line(1, 1200), line(2, 0)]
    assert.deepEqual(statusesOf({ lineItems, payments }, loose), ['refunded', 'active'])
  })

  test('by a dispute {dispute} is {becomes} for all of its payment')
    .with([
      { dispute: 'needs_response', becomes: 'disputed' },
      { dispute: 'lost', becomes: 'lost' },
      { dispute: 'won', becomes: 'active' },
    ])
    .run(({ assert }, { dispute, becomes }) => {
      const payments = [payment({ amount: 2400, disputes: [disputeOf(dispute)] })]
      const lineItems = [line(1, 1200), line(2, 1200)]
      assert.deepEqual(statusesOf({ lineItems, payments }), [becomes, becomes])
    })
})

test.group('A subscription of several products', () => {
  const lineItems = [monthly(1, 1200), monthly(2, 1200)]

  test('charges each by its own item: {what}')
    .with([
      { what: 'its price', items: [si('b', 2), si('a', 1)], ids: ['si_a', 'si_b'] },
      {
        what: 'its product, at another price',
        items: [si('a', 2, 'price_x'), si('b', 1, 'price_y')],
        ids: ['si_b', 'si_a'],
      },
      {
        what: 'what it was charged for before',
        items: [si('b', 8), si('a', 7)],
        lines: [paid(1, 'si_a'), paid(2, 'si_b')],
        ids: ['si_a', 'si_b'],
      },
      {
        what: 'what is left, oldest first',
        items: [si('b', 8, 'price_8', 2), si('a', 7, 'price_7', 1)],
        ids: ['si_a', 'si_b'],
      },
      {
        what: 'that which it was charged by before, where two fit',
        items: [si('a', 2), si('b', 2, 'price_2', 1)],
        lines: [paid(1, 'si_a'), paid(2, 'si_b')],
        ids: ['si_a', 'si_b'],
      },
      { what: 'none, where it was taken out', items: [si('b', 2)], ids: [undefined, 'si_b'] },
      {
        what: 'the only one left, where its own was replaced',
        items: [si('c', 5), si('b', 2)],
        ids: ['si_c', 'si_b'],
      },
    ] as { what: string; items: object[]; lines?: PaidLine[]; ids: (string | undefined)[] }[])
    .run(({ assert }, { items, lines, ids }) => {
      const payments = lines ? [payment({ amount: 2400, lines })] : []
      const { purchases } = recurringOf({ lineItems, payments, subscription: { items } })
      assert.deepEqual(
        purchases.map((one) => one.items.at(0)?.id),
        ids
      )
    })

  test('does not give a product the item of one that is not here', ({ assert }) => {
    const given = [monthly(1, 1200), monthly(9, 100)]
    const { purchases } = recurringOf({
      lineItems: given,
      subscription: { items: [si('z', 9)] },
    })
    assert.lengthOf(purchases[0].items, 0)
  })

  test('divides its renewals and what the next one costs', ({ assert }) => {
    const items = [si('a', 1), si('b', 2)]
    const lines = [paid(1, 'si_a', 900), paid(2, 'si_b', 300)]
    const { purchases, payments } = recurringOf({
      lineItems,
      payments: [payment({ stripeId: 'in_1', amount: 1200, lines, periodEnd: CREATED + MONTH })],
      subscription: { items },
      renewal: { amount: 1210, lines: [...lines, { ...paid(9, null, 10) }] },
    })

    assert.deepEqual(
      payments[0].parts.map(({ productStripeId, totalAmount }) => [productStripeId, totalAmount]),
      [
        ['prod_1', 900],
        ['prod_2', 300],
      ]
    )
    assert.deepEqual(
      purchases.map(({ purchase }) => purchase.renewalAmount),
      [910, 300]
    )
  })

  test('counts a line of an item for its product, also after a change of plan', ({ assert }) => {
    const { payments } = recurringOf({
      lineItems,
      payments: [payment({ amount: 2000, lines: [paid(7, 'si_b', 2000)] })],
      subscription: { items: [si('a', 1), si('b', 2)] },
    })
    assert.deepEqual(
      payments[0].parts.map(({ productStripeId, totalAmount }) => [productStripeId, totalAmount]),
      [['prod_2', 2000]]
    )
  })

  test('gives a credit to nobody: the others get what was paid', ({ assert }) => {
    const { payments } = recurringOf({
      lineItems,
      payments: [payment({ amount: 700, lines: [paid(1, 'si_a', -500), paid(2, 'si_b', 1200)] })],
      subscription: { items: [si('a', 1), si('b', 2)] },
    })
    assert.deepEqual(
      payments[0].parts.map(({ totalAmount, subtotalAmount }) => [totalAmount, subtotalAmount]),
      [
        [0, 0],
        [700, 700],
      ]
    )
  })

  test('shares an invoice that was paid in two payments', ({ assert }) => {
    const lines = [paid(1, 'si_a', 900), paid(2, 'si_b', 300)]
    const { payments } = recurringOf({
      lineItems,
      payments: [
        payment({ stripeId: 'in_1', amount: 800, lines }),
        payment({ amount: 400, lines }),
      ],
      subscription: { items: [si('a', 1), si('b', 2)] },
    })
    assert.deepEqual(
      payments.map(({ parts }) => parts.map(({ totalAmount }) => totalAmount)),
      [
        [600, 200],
        [300, 100],
      ]
    )
  })

  test('of which one was taken out keeps that until the end of what was paid', ({ assert }) => {
    const lines = [paid(1, 'si_a', 900), paid(2, 'si_b', 300)]
    const { purchases } = recurringOf({
      lineItems,
      payments: [payment({ amount: 1200, lines, periodEnd: CREATED + MONTH })],
      subscription: { items: [si('a', 1)] },
    })
    const [kept, takenOut] = purchases.map(({ purchase }) => purchase)
    assert.isNull(kept.cancelsAt)
    assert.equal(takenOut.cancelsAt!.toUnixInteger(), CREATED + MONTH)
    assert.deepEqual([takenOut.status, takenOut.renewalPriceStripeId], ['active', null])
  })

  test('does not take the second price of another one for what was taken out', ({ assert }) => {
    const { purchases } = recurringOf({
      lineItems: [
        monthly(1, 1200),
        { ...monthly(1, 300), id: 'li_1b', price: { ...monthly(1, 300).price, id: 'price_1b' } },
        monthly(2, 1200),
      ],
      subscription: { items: [si('a', 1), si('b', 1, 'price_1b')] },
    })
    const [kept, takenOut] = purchases
    assert.deepEqual(
      kept.items.map(({ id }) => id),
      ['si_a']
    )
    assert.isEmpty(takenOut.items)
    assert.equal(takenOut.purchase.cancelsAt!.toUnixInteger(), CREATED)
  })

  test('of which one was taken out before it was paid ended at once', ({ assert }) => {
    const { purchases } = recurringOf({
      lineItems,
      payments: [],
      subscription: { items: [si('a', 1)], status: 'past_due' },
    })
    const { cancelsAt, pastDueSince } = purchases[1].purchase
    assert.equal(cancelsAt!.toUnixInteger(), CREATED)
    assert.isNull(pastDueSince)
  })

  test('does not charge again for what is paid once beside it', ({ assert }) => {
    const { purchases } = recurringOf({
      lineItems: [monthly(1, 1200), line(2, 1200)],
      payments: [
        payment({ amount: 2400, lines: [paid(1, 'si_a', 1200), paid(2, null, 1200)] }),
        payment({ stripeId: 'in_2', amount: 1200, lines: [paid(1, 'si_a', 1200)] }),
      ],
      subscription: { items: [si('a', 1)], status: 'canceled', ended_at: CREATED + 5 },
    })
    const [plan, once] = purchases.map(({ purchase }) => purchase)
    assert.deepEqual(
      [plan.status, plan.isRecurring, plan.subscriptionId],
      ['lapsed', true, 'sub_1']
    )
    assert.deepEqual([once.status, once.isRecurring, once.subscriptionId], ['active', false, null])
    assert.deepEqual([once.stripeStatus, once.endedAt], ['paid', null])
  })

  test('returns one for which nothing of a later payment was, by a refund of what it cost', ({
    assert,
  }) => {
    const { purchases } = recurringOf({
      lineItems,
      payments: [
        payment({
          amount: 2400,
          periodEnd: CREATED + MONTH,
          refunds: [
            { ...(refund([1200, 'succeeded']) as object), metadata: { product: 'prod_2' } },
          ] as never,
          lines: [paid(1, 'si_a', 1200), paid(2, 'si_b', 1200)],
        }),
        payment({
          stripeId: 'in_2',
          amount: 700,
          periodEnd: CREATED + MONTH,
          lines: [paid(1, 'si_a', 800), paid(2, 'si_b', -100)],
        }),
      ],
      subscription: { items: [si('a', 1), si('b', 2)] },
    })
    assert.deepEqual(
      purchases.map(({ purchase }) => purchase.status),
      ['active', 'refunded']
    )
  })

  test('returns what is paid once by a refund of its payment, whatever the period', ({
    assert,
  }) => {
    const refunds = [refund([2400, 'succeeded'])]
    const first: Partial<PaymentFacts> = { amount: 2400, periodEnd: CREATED, refunds }
    const { purchases } = recurringOf({
      lineItems: [monthly(1, 1200), line(2, 1200)],
      payments: [
        payment({ ...first, lines: [paid(1, 'si_a', 1200), paid(2, null, 1200)] }),
        payment({
          stripeId: 'in_2',
          amount: 1200,
          lines: [paid(1, 'si_a', 1200)],
          periodEnd: CREATED + MONTH,
        }),
      ],
      subscription: { items: [si('a', 1)] },
    })
    assert.deepEqual(
      purchases.map(({ purchase }) => purchase.status),
      ['active', 'refunded']
    )
  })
})

/** Less may be paid than was asked for. */
const loose = {
  ...BOTH,
  lines: BOTH.lines.map((one) => ({ ...one, subtotalAmount: null })) as typeof BOTH.lines,
}

function purchasesOf(given: Given, expected = BOTH) {
  const state = checkoutState(facts({ payments: [], ...given }), expected)
  if (state.type !== 'purchases') {
    throw new Error(`No purchases, but ${state.type}`)
  }
  return state
}

function statusesOf(given: Given, expected = BOTH): string[] {
  return purchasesOf(given, expected).purchases.map(({ purchase }) => purchase.status)
}

function recurringOf({
  subscription,
  ...given
}: Omit<Given, 'subscription'> & { subscription: { items: object[]; [field: string]: unknown } }) {
  const { items, ...rest } = subscription
  const state = checkoutState(
    recurringFacts({ ...given, subscription: { ...rest, items: { data: items } } }),
    { ...loose, isRecurring: true }
  )
  if (state.type !== 'purchases') {
    throw new Error(`No purchases, but ${state.type}`)
  }
  return state
}

/** A line of a product that costs so much. */
function line(product: number, amount: number) {
  return item({
    id: `li_${product}`,
    amount_subtotal: amount,
    price: { id: `price_${product}`, product: `prod_${product}`, unit_amount: amount },
  })
}

function monthly(product: number, amount: number) {
  const { price, ...rest } = line(product, amount)
  return { ...rest, price: { ...price, recurring: MONTHLY } }
}

/** An item of a subscription. */
function si(name: string, product: number, price = `price_${product}`, created = 0) {
  return {
    ...subscribed({ id: price, product: `prod_${product}` }),
    id: `si_${name}`,
    created,
  }
}

/** A line of an invoice. */
function paid(product: number, subscriptionItemId: string | null, amount = 1200): PaidLine {
  return { ...paidLine(line(product, amount) as never), subscriptionItemId }
}
