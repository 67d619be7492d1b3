import { test } from '@japa/runner'
import fc from 'fast-check'
import type { PaymentFacts } from '#stripe/payment_gateway'
import { checkoutState } from '#purchases/fulfilment/purchase_state'
import {
  CREATED,
  disputeOf,
  EXPECTED,
  facts,
  firstOf,
  item,
  MONTH,
  payment,
  recurringStateOf,
  refund,
  rowsOf,
  stateOf,
} from '#tests/helpers/stripe/checkout_facts'

/** A line that Stripe offered beside what was asked for. */
const OTHER = item({
  id: 'li_2',
  description: 'Workbook',
  amount_subtotal: 500,
  amount_total: 500,
  price: { id: 'price_9', product: 'prod_9', unit_amount: 500 },
})

test.group('The state of a one-time purchase', () => {
  test('session {status}, {paid}: {becomes}')
    .with([
      { status: 'open', paid: 'unpaid', becomes: 'open' },
      { status: 'expired', paid: 'unpaid', becomes: 'expired' },
      { status: null, paid: 'unpaid', becomes: 'open' },
      { status: 'complete', paid: 'unpaid', becomes: 'pending' },
      { status: 'complete', paid: 'paid', becomes: 'active' },
      { status: 'complete', paid: 'no_payment_required', becomes: 'active' },
      { status: 'complete', paid: 'something_new', becomes: 'pending' },
    ])
    .run(({ assert }, { status, paid, becomes }) => {
      assert.equal(stateOf(facts({ session: { status, payment_status: paid } })), becomes)
    })

  test('unpaid with a payment that is {intent}: {becomes}')
    .with([
      { intent: 'processing', becomes: 'pending' },
      { intent: 'requires_action', becomes: 'pending' },
      { intent: 'requires_payment_method', becomes: 'failed' },
      { intent: 'canceled', becomes: 'failed' },
      { intent: 'something_new', becomes: 'pending' },
    ])
    .run(({ assert }, { intent, becomes }) => {
      const session = { payment_status: 'unpaid', payment_intent: { id: 'pi_1', status: intent } }
      assert.equal(stateOf(facts({ session, payments: [] })), becomes)
    })

  test('refunds {$self.refunds} of 1200: {becomes}')
    .with([
      { refunds: [], becomes: 'active' },
      { refunds: [[1199, 'succeeded']], becomes: 'active' },
      { refunds: [[1200, 'succeeded']], becomes: 'refunded' },
      { refunds: [[1200, 'pending']], becomes: 'refunded' },
      { refunds: [[1200, 'requires_action']], becomes: 'refunded' },
      { refunds: [[1200, 'something_new']], becomes: 'refunded' },
      { refunds: [[1200, 'failed']], becomes: 'active' },
      { refunds: [[1200, 'canceled']], becomes: 'active' },
      {
        refunds: [
          [600, 'succeeded'],
          [600, 'succeeded'],
        ],
        becomes: 'refunded',
      },
      {
        refunds: [
          [600, 'succeeded'],
          [600, 'failed'],
        ],
        becomes: 'active',
      },
      {
        refunds: [
          [1200, 'failed'],
          [1200, 'succeeded'],
        ],
        becomes: 'refunded',
      },
    ] as { refunds: [number, string][]; becomes: string }[])
    .run(({ assert }, { refunds, becomes }) => {
      assert.equal(
        stateOf(facts({ payments: [payment({ refunds: refunds.map(refund) })] })),
        becomes
      )
    })

  test('dispute {dispute}: {becomes}')
    .with([
      { dispute: 'needs_response', becomes: 'disputed' },
      { dispute: 'under_review', becomes: 'disputed' },
      { dispute: 'warning_needs_response', becomes: 'active' },
      { dispute: 'warning_under_review', becomes: 'active' },
      { dispute: 'something_new', becomes: 'disputed' },
      { dispute: 'won', becomes: 'active' },
      { dispute: 'warning_closed', becomes: 'active' },
      { dispute: 'prevented', becomes: 'active' },
      { dispute: 'lost', becomes: 'lost' },
    ])
    .run(({ assert }, { dispute, becomes }) => {
      const disputes = [disputeOf(dispute)]
      assert.equal(stateOf(facts({ payments: [payment({ disputes })] })), becomes)
    })

  test('a difference from the expected checkout outweighs payment: {what}')
    .with([
      { what: 'user', session: { customer: 'cus_2' } },
      { what: 'user', session: { customer: null } },
      {
        what: 'user',
        session: { customer: 'cus_2', customer_details: { email: 'other@example.com' } },
      },
      { what: 'mode', session: { mode: 'setup' } },
      { what: 'currency', session: { currency: 'eur' } },
      { what: 'amount', lineItems: [item({ amount_subtotal: 1 })] },
      { what: 'amount', lineItems: [item({ quantity: 2 })] },
      {
        what: 'amount',
        session: { currency: 'eur' },
        lineItems: [
          item({
            amount_subtotal: 1099,
            price: { currency_options: { eur: { unit_amount: 1100 } } },
          }),
        ],
      },
      {
        what: 'amount',
        lineItems: [item({ price: { id: 'price_2', unit_amount: 9000 }, amount_subtotal: 1200 })],
      },
      { what: 'product', lineItems: [] },
      { what: 'product', lineItems: [item({ price: { id: 'price_2', product: 'prod_2' } })] },
      { what: 'product', lineItems: [item({ price: null })] },
    ] as { what: string; session?: object; lineItems?: unknown[] }[])
    .run(({ assert }, { what, ...different }) => {
      for (const paid of ['paid', 'no_payment_required', 'unpaid']) {
        const session = { payment_status: paid, ...different.session }
        const { purchase } = rowsOf({ ...different, session })
        assert.equal(purchase.status, 'mismatch')
        assert.include(purchase.statusDetail, what)
      }
    })

  test('a lower total by a promotion code is no difference', ({ assert }) => {
    const session = { amount_total: 200, total_details: { amount_discount: 1000, amount_tax: 0 } }
    assert.equal(stateOf(facts({ session })), 'active')
  })

  test('an amount chosen by the buyer is no difference', ({ assert }) => {
    const [line] = EXPECTED.lines
    const state = checkoutState(facts({ lineItems: [item({ amount_subtotal: 50 })] }), {
      ...EXPECTED,
      lines: [{ ...line, subtotalAmount: null }],
    })
    assert.equal(firstOf(state).purchase.status, 'active')
  })

  test('what a merchant lets the buyer change is a sale: {what}')
    .with([
      {
        what: 'another price of the product',
        lineItems: [
          item({
            amount_subtotal: 9000,
            price: { id: 'price_2', unit_amount: 9000, nickname: 'Yearly' },
          }),
        ],
        price: { stripeId: 'price_2', currency: 'usd', unitAmount: 9000, nickname: 'Yearly' },
      },
      {
        what: 'two of another price',
        lineItems: [
          item({ amount_subtotal: 1000, quantity: 2, price: { id: 'price_2', unit_amount: 500 } }),
        ],
        price: { stripeId: 'price_2', currency: 'usd', unitAmount: 500 },
      },
      {
        what: 'another currency of the price',
        session: { currency: 'eur' },
        lineItems: [
          item({
            amount_subtotal: 1100,
            price: { currency_options: { eur: { unit_amount: 1100 } } },
          }),
        ],
        price: { stripeId: 'price_1', currency: 'eur', unitAmount: 1100 },
      },
      {
        what: 'another currency of another price',
        session: { currency: 'eur' },
        lineItems: [
          item({
            amount_subtotal: 8000,
            price: {
              id: 'price_2',
              unit_amount: 9000,
              currency_options: { eur: { unit_amount: 8000 } },
            },
          }),
        ],
        price: { stripeId: 'price_2', currency: 'eur', unitAmount: 8000 },
      },
      { what: 'a further line', lineItems: [item({}), OTHER], price: null },
      { what: 'a further line before it', lineItems: [OTHER, item({})], price: null },
      {
        what: 'more of it',
        lineItems: [item({ quantity: 3, amount_subtotal: 3600 })],
        price: null,
      },
    ] as { what: string; session?: object; lineItems: unknown[]; price: object | null }[])
    .run(({ assert }, { session, lineItems, price }) => {
      const { purchase, ...state } = rowsOf({ session, lineItems })

      assert.equal(purchase.status, 'active')
      assert.isNull(purchase.statusDetail)
      if (price === null) {
        assert.isNull(state.price)
      } else {
        assert.containsSubset(state.price, price)
      }
      assert.deepEqual(
        state.foreignLines.map(({ description, amount_total: amount }) => [description, amount]),
        lineItems.includes(OTHER) ? [['Workbook', 500]] : []
      )
    })

  test('a currency that the price no longer has, or at another amount, stays a sale', ({
    assert,
  }) => {
    const paid = { amount_subtotal: 1100 }
    const known = [{ priceStripeId: 'price_1', currency: 'eur', unitAmount: 1100 }]
    for (const options of [undefined, { eur: { unit_amount: 1500 } }]) {
      const lineItems = [item({ ...paid, price: { currency_options: options } })]
      const state = checkoutState(facts({ session: { currency: 'eur' }, lineItems }), {
        ...EXPECTED,
        knownAmounts: known,
      })
      assert.equal(firstOf(state).purchase.status, 'active')
    }
  })

  test("the address is the account's where the customer is another one", ({ assert }) => {
    const session = { customer: 'cus_2', customer_details: { email: 'Buyer@Example.com ' } }
    assert.equal(stateOf(facts({ session })), 'active')
  })

  test('the quantity is that of the product, without further lines', ({ assert }) => {
    assert.equal(rowsOf({ lineItems: [OTHER, item({})] }).purchase.quantity, 1)
  })

  test('what the card was charged in another currency is kept', ({ assert }) => {
    const session = {
      presentment_details: { presentment_amount: 1800, presentment_currency: 'jpy' },
    }
    assert.containsSubset(rowsOf({ session }).purchase, {
      currency: 'usd',
      totalAmount: 1200,
      presentmentCurrency: 'jpy',
      presentmentAmount: 1800,
    })
  })

  test('a refunded mismatch is refunded', ({ assert }) => {
    const payments = [payment({ refunds: [refund([1200, 'succeeded'])] })]
    assert.equal(stateOf(facts({ session: { currency: 'eur' }, payments })), 'refunded')
  })
})

test.group('The state of any purchase', () => {
  test('does not depend on the order in which Stripe lists things', ({ assert }) => {
    const statuses = fc.constantFrom('succeeded', 'pending', 'failed', 'canceled')
    const refunds = fc.array(fc.tuple(fc.integer({ min: 1, max: 1200 }), statuses), {
      maxLength: 4,
    })
    const disputes = fc.array(fc.constantFrom('won', 'lost', 'needs_response', 'warning_closed'), {
      maxLength: 2,
    })
    const payments = fc.array(
      fc.record({ refunds, disputes, periods: fc.integer({ min: 0, max: 3 }) }),
      { maxLength: 4 }
    )
    fc.assert(
      fc.property(payments, fc.boolean(), fc.infiniteStream(fc.nat()), (list, recurs, order) => {
        const made = list.map((one, index) =>
          payment({
            stripeId: `in_${index}`,
            periodEnd: CREATED + one.periods * MONTH,
            refunds: one.refunds.map(refund),
            disputes: one.disputes.map(disputeOf),
          })
        )
        const shuffled = made
          .map((one) => ({
            ...one,
            refunds: one.refunds.toSorted(() => (order.next().value % 2 ? 1 : -1)),
            disputes: one.disputes.toReversed(),
          }))
          .toReversed()
        const status = (given: PaymentFacts[]) =>
          recurs
            ? recurringStateOf({ payments: given }).status
            : stateOf(facts({ payments: given }))
        assert.equal(status(made), status(shuffled))
      }),
      { numRuns: 500 }
    )
  })

  test('is active only when Stripe reports it as paid or free', ({ assert }) => {
    const anything = fc.oneof(fc.string(), fc.constantFrom('paid', 'unpaid', 'no_payment_required'))
    fc.assert(
      fc.property(anything, anything, (status, paid) => {
        const state = stateOf(facts({ session: { status, payment_status: paid } }))
        const isPaid = status === 'complete' && ['paid', 'no_payment_required'].includes(paid)
        assert.equal(state === 'active', isPaid)
      })
    )
  })
})
