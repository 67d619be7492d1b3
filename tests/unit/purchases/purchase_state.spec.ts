import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import type { CheckoutFacts, PaymentFacts } from '#stripe/payment_gateway'
import { purchaseState, type ExpectedCheckout } from '#purchases/fulfilment/purchase_state'

const CREATED = 1_790_000_000
const MONTH = 30 * 24 * 60 * 60

const ASKED: ExpectedCheckout = {
  userId: 7,
  productConfigurationId: 3,
  priceStripeId: 'price_1',
  isRecurring: false,
  quantity: 1,
  currency: 'usd',
  subtotalAmount: 1200,
}

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
      { dispute: 'warning_needs_response', becomes: 'disputed' },
      { dispute: 'warning_under_review', becomes: 'disputed' },
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

  test('a difference from what was asked for outweighs payment: {what}')
    .with([
      { what: 'user', session: { client_reference_id: '8' } },
      { what: 'product', session: { metadata: { product_configuration_id: '4' } } },
      { what: 'product', session: { metadata: null } },
      { what: 'mode', session: { mode: 'setup' } },
      { what: 'currency', session: { currency: 'eur' } },
      { what: 'amount', session: { amount_subtotal: 1 } },
      { what: 'line items', lineItems: [] },
      { what: 'price', lineItems: [item({ price: { id: 'price_2' } })] },
      { what: 'price', lineItems: [item({ price: null })] },
      { what: 'quantity', lineItems: [item({ quantity: 2 })] },
    ])
    .run(({ assert }, { what, ...different }) => {
      for (const paid of ['paid', 'no_payment_required', 'unpaid']) {
        const session = { payment_status: paid, ...different.session }
        const state = purchaseState(facts({ ...different, session }), ASKED)
        assert.equal(state.type === 'purchase' && state.purchase.status, 'mismatch')
        assert.include(state.type === 'purchase' && state.purchase.statusDetail, what)
      }
    })

  test('less in total, by a code, is no difference', ({ assert }) => {
    const session = { amount_total: 200, total_details: { amount_discount: 1000, amount_tax: 0 } }
    assert.equal(stateOf(facts({ session })), 'active')
  })

  test('an amount that the buyer named is no difference', ({ assert }) => {
    const state = purchaseState(facts({ session: { amount_subtotal: 5000 } }), {
      ...ASKED,
      subtotalAmount: null,
    })
    assert.equal(state.type === 'purchase' && state.purchase.status, 'active')
  })

  test('a refunded mismatch is settled', ({ assert }) => {
    const payments = [payment({ refunds: [refund([1200, 'succeeded'])] })]
    assert.equal(stateOf(facts({ session: { currency: 'eur' }, payments })), 'refunded')
  })
})

test.group('The state of a recurring purchase', () => {
  test('subscription {status}: {becomes}')
    .with([
      { status: 'active', becomes: 'active' },
      { status: 'trialing', becomes: 'active' },
      { status: 'past_due', becomes: 'past_due' },
      { status: 'incomplete', becomes: 'pending' },
      { status: 'incomplete_expired', becomes: 'lapsed' },
      { status: 'unpaid', becomes: 'lapsed' },
      { status: 'canceled', becomes: 'lapsed' },
      { status: 'paused', becomes: 'lapsed' },
      { status: 'something_new', becomes: 'lapsed' },
      { status: 'constructor', becomes: 'lapsed' },
    ])
    .run(({ assert }, { status, becomes }) => {
      assert.equal(recurringStateOf({ subscription: { status } }).status, becomes)
    })

  test('unpaid at checkout, subscription {status}, invoice {invoice}: {becomes}')
    .with([
      { status: 'active', invoice: 'open', becomes: 'pending' },
      { status: 'past_due', invoice: 'open', becomes: 'failed' },
      { status: 'active', invoice: 'paid', becomes: 'active' },
      { status: 'canceled', invoice: 'paid', becomes: 'lapsed' },
    ])
    .run(({ assert }, { status, invoice, becomes }) => {
      const state = recurringStateOf({
        session: { payment_status: 'unpaid' },
        subscription: { status },
        payments: invoice === 'paid' ? [payment({ periodEnd: CREATED + MONTH })] : [],
      })
      assert.equal(state.status, becomes)
      assert.isNull(state.statusDetail)
    })

  test('of two payments for the current period both must be given back', ({ assert }) => {
    const current = { periodEnd: CREATED + MONTH }
    const back = { refunds: [refund([1200, 'succeeded'])] }
    const state = (...payments: Partial<PaymentFacts>[]) =>
      recurringStateOf({ payments: payments.map(payment) }).status

    assert.equal(state({ ...current, ...back }, current), 'active')
    assert.equal(state({ ...current, ...back }, { ...current, ...back }), 'refunded')
    assert.equal(state({ ...current, amount: 0 }), 'active')
  })

  test('a difference outweighs a payment that is due', ({ assert }) => {
    const state = recurringStateOf({
      session: { currency: 'eur', amount_subtotal: 1 },
      subscription: { status: 'past_due' },
    })
    assert.equal(state.status, 'mismatch')
    assert.match(state.statusDetail ?? '', /^currency: .+; amount: .+$/)
  })

  test('a subscription of two parts lasts as long as the longer one', ({ assert }) => {
    const data = [subscribed({}), { ...subscribed({ id: 'price_2' }), current_period_end: CREATED }]
    const state = (...payments: Partial<PaymentFacts>[]) =>
      recurringStateOf({ subscription: { items: { data } }, payments: payments.map(payment) })
    const back = { refunds: [refund([1200, 'succeeded'])] }

    assert.equal(state().currentPeriodEndsAt?.toUnixInteger(), CREATED + MONTH)
    assert.equal(state({ periodEnd: CREATED, ...back }).status, 'active')
  })

  test('a subscription of which nothing was paid ever fails where it is {$self}')
    .with(['past_due', 'unpaid', 'canceled', 'incomplete_expired'])
    .run(({ assert }, status) => {
      const session = { payment_status: 'unpaid' }
      const state = recurringStateOf({ session, subscription: { status }, payments: [] })
      assert.equal(state.status, 'failed')
    })

  test('what Stripe says and nobody knows is told', ({ assert }) => {
    const { statusDetail } = recurringStateOf({ subscription: { status: 'asleep' } })
    assert.include(statusDetail, 'asleep')
    const state = rowsOf({ session: { payment_status: 'something_new' } })
    assert.include(state.purchase.statusDetail, 'something_new')
  })

  test('the end comes from either way of cancelling', ({ assert }) => {
    const end = CREATED + MONTH
    const none = recurringStateOf({})
    const atPeriodEnd = recurringStateOf({ subscription: { cancel_at_period_end: true } })
    const onADay = recurringStateOf({ subscription: { cancel_at: CREATED + 5 } })
    assert.isNull(none.cancelsAt)
    assert.equal(none.currentPeriodEndsAt!.toSeconds(), end)
    assert.equal(atPeriodEnd.cancelsAt!.toSeconds(), end)
    assert.equal(onADay.cancelsAt!.toSeconds(), CREATED + 5)
  })

  test('past due counts from the date of the unpaid invoice', ({ assert }) => {
    const pastDue = recurringStateOf({
      subscription: { status: 'past_due' },
      unpaidSince: CREATED + 9,
    })
    const paid = recurringStateOf({ unpaidSince: CREATED + 9 })
    assert.equal(pastDue.pastDueSince!.toSeconds(), CREATED + 9)
    assert.isNull(paid.pastDueSince)
  })

  test('a refund or a lost dispute of an old period leaves access, of the current it does not', ({
    assert,
  }) => {
    const old = { periodEnd: CREATED }
    const current = { periodEnd: CREATED + MONTH }
    const back = { refunds: [refund([1200, 'succeeded'])] }
    const lost = { disputes: [disputeOf('lost')] }
    const open = { disputes: [disputeOf('needs_response')] }
    const state = (...payments: Partial<PaymentFacts>[]) =>
      recurringStateOf({ payments: payments.map(payment) }).status

    assert.equal(state({ ...old, ...back }, current), 'active')
    assert.equal(state(old, { ...current, ...back }), 'refunded')
    assert.equal(state({ ...old, ...lost }, current), 'active')
    assert.equal(state(old, { ...current, ...lost }), 'lost')
    assert.equal(state({ ...old, ...open }, current), 'disputed')
  })
})

test.group('The next renewal', () => {
  test('costs what the plan costs now, in whatever order its parts are listed', ({ assert }) => {
    const parts = [
      subscribed({ id: 'price_2', unit_amount: 500 }, 3),
      subscribed({ id: 'price_1', unit_amount: 900 }),
    ]
    for (const data of [parts, parts.toReversed()]) {
      const { renewalPriceStripeId, renewalAmount, renewalInterval, renewalIntervalCount } =
        recurringStateOf({ subscription: { items: { data } } })
      assert.equal(renewalPriceStripeId, 'price_1')
      assert.equal(renewalAmount, 2400)
      assert.equal(renewalInterval, 'month')
      assert.equal(renewalIntervalCount, 1)
    }
  })

  test('is not known beforehand where an amount is not', ({ assert }) => {
    const data = [subscribed({ unit_amount: null }), subscribed({ id: 'price_2' })]
    assert.isNull(recurringStateOf({ subscription: { items: { data } } }).renewalAmount)
  })

  test('does not come after the end', ({ assert }) => {
    for (const subscription of [{ status: 'canceled' }, { cancel_at_period_end: true }]) {
      const { renewalAmount, renewalPriceStripeId } = recurringStateOf({ subscription })
      assert.isNull(renewalAmount)
      assert.isNull(renewalPriceStripeId)
    }
  })

  test('comes after the trial', ({ assert }) => {
    const { trialEndsAt } = recurringStateOf({
      subscription: { status: 'trialing', trial_end: CREATED + 7 },
    })
    assert.equal(trialEndsAt?.toUnixInteger(), CREATED + 7)
  })
})

test.group('The rows of a purchase', () => {
  test('of a one-time product say what the session says', ({ assert }) => {
    const state = rowsOf({
      session: {
        livemode: true,
        amount_subtotal: 2400,
        amount_total: 2500,
        total_details: { amount_discount: 300, amount_tax: 400 },
      },
      lineItems: [item({ quantity: 2 }), item({ quantity: null })],
      payments: [payment({ paidAt: CREATED + 9 }), payment({ paidAt: CREATED + 3 })],
    })

    assert.deepInclude(plain(state.purchase), {
      stripeStatus: 'paid',
      paymentIntentId: 'pi_1',
      subscriptionId: null,
      stripeCustomerId: 'cus_1',
      livemode: true,
      isRecurring: false,
      quantity: 3,
      currency: 'usd',
      subtotalAmount: 2400,
      discountAmount: 300,
      taxAmount: 400,
      totalAmount: 2500,
      purchasedAt: CREATED + 3,
      currentPeriodEndsAt: null,
      cancelsAt: null,
      endedAt: null,
      pastDueSince: null,
      renewalPriceStripeId: null,
      renewalAmount: null,
      renewalInterval: null,
      renewalIntervalCount: null,
      trialEndsAt: null,
    })
  })

  test('of a recurring product say what the subscription says', ({ assert }) => {
    const subscription = { status: 'canceled', ended_at: CREATED + 5 }

    assert.deepInclude(plain(recurringStateOf({ subscription })), {
      stripeStatus: 'canceled',
      paymentIntentId: null,
      subscriptionId: 'sub_1',
      isRecurring: true,
      endedAt: CREATED + 5,
      renewalInterval: null,
      renewalIntervalCount: null,
    })
  })

  test('say nothing of what Stripe leaves out', ({ assert }) => {
    const { purchase } = rowsOf({
      session: {
        currency: null,
        customer: null,
        payment_intent: null,
        amount_subtotal: null,
        amount_total: null,
        total_details: null,
      },
      payments: [payment({ paidAt: null })],
    })

    assert.deepInclude(plain(purchase), {
      currency: ASKED.currency,
      stripeCustomerId: null,
      paymentIntentId: null,
      subtotalAmount: 0,
      discountAmount: 0,
      taxAmount: 0,
      totalAmount: 0,
      purchasedAt: CREATED,
    })
    const { renewalAmount, currentPeriodEndsAt, cancelsAt } = recurringStateOf({
      subscription: { items: { data: [] }, cancel_at_period_end: true },
    })
    assert.deepEqual([renewalAmount, currentPeriodEndsAt, cancelsAt], [null, null, null])
  })

  test('are past due from the checkout on where no unpaid invoice is known', ({ assert }) => {
    const { pastDueSince } = recurringStateOf({ subscription: { status: 'past_due' } })
    assert.equal(pastDueSince?.toUnixInteger(), CREATED)
    assert.equal(pastDueSince?.zoneName, 'UTC')
  })

  test('hold every payment with its refunds and disputes', ({ assert }) => {
    const given = {
      stripeId: 'in_1',
      paymentIntentId: 'pi_9',
      amount: 1200,
      currency: 'eur',
      receiptUrl: 'https://pay.stripe.com/receipts/1',
    }
    const { payments } = rowsOf({
      payments: [
        payment({
          ...given,
          paidAt: CREATED + 1,
          periodStart: CREATED + 2,
          periodEnd: CREATED + 3,
          refunds: [refund([300, 'succeeded']), refund([200, null])],
          disputes: [disputeOf('won')],
        }),
      ],
    })

    assert.deepEqual(payments.map(plain), [
      {
        ...given,
        paidAt: CREATED + 1,
        periodStart: CREATED + 2,
        periodEnd: CREATED + 3,
        refunds: [
          {
            stripeId: 're_300',
            amount: 300,
            status: 'succeeded',
            reason: null,
            refundedAt: CREATED,
          },
          { stripeId: 're_200', amount: 200, status: 'unknown', reason: null, refundedAt: CREATED },
        ],
        disputes: [
          {
            stripeId: 'dp_won',
            amount: 1200,
            status: 'won',
            reason: 'fraudulent',
            evidenceDueAt: CREATED + 8,
          },
        ],
      },
    ])
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

  test('gives access only to what Stripe calls paid or free', ({ assert }) => {
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

interface Given {
  session?: object
  lineItems?: unknown[]
  payments?: PaymentFacts[]
  subscription?: object
  unpaidSince?: number | null
}

function facts({ session, lineItems, payments, subscription, unpaidSince }: Given): CheckoutFacts {
  return {
    session: {
      id: 'cs_test_1',
      created: CREATED,
      mode: 'payment',
      status: 'complete',
      payment_status: 'paid',
      livemode: false,
      client_reference_id: '7',
      metadata: { product_configuration_id: '3' },
      currency: 'usd',
      amount_subtotal: 1200,
      amount_total: 1200,
      total_details: { amount_discount: 0, amount_tax: 0 },
      customer: 'cus_1',
      payment_intent: { id: 'pi_1', status: 'succeeded' },
      subscription: null,
      ...session,
    },
    lineItems: lineItems ?? [item({})],
    payments: payments ?? [payment({})],
    subscription: subscription ?? null,
    unpaidSince: unpaidSince ?? null,
  } as unknown as CheckoutFacts
}

function recurringStateOf({ subscription, ...given }: Given) {
  const state = purchaseState(
    facts({
      ...given,
      session: {
        mode: 'subscription',
        payment_intent: null,
        subscription: 'sub_1',
        ...given.session,
      },
      subscription: {
        id: 'sub_1',
        status: 'active',
        cancel_at: null,
        cancel_at_period_end: false,
        ended_at: null,
        items: { data: [subscribed({})] },
        ...subscription,
      },
    }),
    { ...ASKED, isRecurring: true }
  )
  if (state.type !== 'purchase') {
    throw new Error(`No purchase, but ${state.type}`)
  }
  return state.purchase
}

function rowsOf(given: Given) {
  const state = purchaseState(facts(given), ASKED)
  if (state.type !== 'purchase') {
    throw new Error(`No purchase, but ${state.type}`)
  }
  return state
}

/** Times as seconds, at any depth. */
function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === 'string' && ISO_TIME.test(part) ? DateTime.fromISO(part).toSeconds() : part
  )
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT/

function stateOf(given: CheckoutFacts): string {
  const state = purchaseState(given, ASKED)
  return state.type === 'purchase' ? state.purchase.status : state.type
}

function item(change: object) {
  return { id: 'li_1', quantity: 1, price: { id: 'price_1' }, ...change }
}

/** A part of a subscription. */
function subscribed(price: object, quantity = 1) {
  const monthly = { interval: 'month', interval_count: 1 }
  return {
    current_period_end: CREATED + MONTH,
    quantity,
    price: { id: 'price_1', unit_amount: 1200, recurring: monthly, ...price },
  }
}

function payment(change: Partial<PaymentFacts>): PaymentFacts {
  return {
    stripeId: 'pi_1',
    paymentIntentId: 'pi_1',
    amount: 1200,
    currency: 'usd',
    paidAt: CREATED,
    periodStart: null,
    periodEnd: null,
    receiptUrl: null,
    refunds: [],
    disputes: [],
    ...change,
  }
}

function refund([amount, status]: [number, string | null]) {
  return { id: `re_${amount}`, amount, status, reason: null, created: CREATED } as never
}

function disputeOf(status: string) {
  return {
    id: `dp_${status}`,
    amount: 1200,
    status,
    reason: 'fraudulent',
    evidence_details: { due_by: CREATED + 8 },
  } as never
}
