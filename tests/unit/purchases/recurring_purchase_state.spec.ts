import { test } from '@japa/runner'
import type { PaymentFacts } from '#stripe/payment_gateway'
import { isRenewalPromised } from '#stripe/promised_renewal'
import {
  CREATED,
  disputeOf,
  item,
  MONTH,
  payment,
  recurringFacts,
  recurringStateOf,
  refund,
  rowsOf,
  subscribed,
} from '#tests/helpers/stripe/checkout_facts'

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

  test('of two payments for the current period both must be refunded', ({ assert }) => {
    const current = { periodEnd: CREATED + MONTH }
    const back = { refunds: [refund([1200, 'succeeded'])] }
    const state = (...payments: Partial<PaymentFacts>[]) =>
      recurringStateOf({ payments: payments.map(payment) }).status

    assert.equal(state({ ...current, ...back }, current), 'active')
    assert.equal(state({ ...current, ...back }, { ...current, ...back }), 'refunded')
    assert.equal(state({ ...current, amount: 0 }), 'active')
  })

  test('a difference outweighs a due payment', ({ assert }) => {
    const state = recurringStateOf({
      session: { customer: 'cus_2', currency: 'eur' },
      subscription: { status: 'past_due' },
    })
    assert.equal(state.status, 'mismatch')
    assert.match(state.statusDetail ?? '', /^user: .+; currency: .+$/)
  })

  test('a subscription with two items lasts as long as the longer one', ({ assert }) => {
    const data = [subscribed({}), { ...subscribed({ id: 'price_2' }), current_period_end: CREATED }]
    const state = (...payments: Partial<PaymentFacts>[]) =>
      recurringStateOf({ subscription: { items: { data } }, payments: payments.map(payment) })
    const back = { refunds: [refund([1200, 'succeeded'])] }

    assert.equal(state().currentPeriodEndsAt?.toUnixInteger(), CREATED + MONTH)
    assert.equal(state({ periodEnd: CREATED, ...back }).status, 'active')
  })

  test('a subscription that was never paid has failed when it is {$self}')
    .with(['past_due', 'unpaid', 'canceled', 'incomplete_expired'])
    .run(({ assert }, status) => {
      const session = { payment_status: 'unpaid' }
      const state = recurringStateOf({ session, subscription: { status }, payments: [] })
      assert.equal(state.status, 'failed')
    })

  test('an unknown status from Stripe is in the detail', ({ assert }) => {
    const { statusDetail } = recurringStateOf({ subscription: { status: 'asleep' } })
    assert.include(statusDetail, 'asleep')
    const state = rowsOf({ session: { payment_status: 'something_new' } })
    assert.include(state.purchase.statusDetail, 'something_new')
  })

  test('the end is set by either way of cancelling', ({ assert }) => {
    const end = CREATED + MONTH
    const none = recurringStateOf({})
    const atPeriodEnd = recurringStateOf({ subscription: { cancel_at_period_end: true } })
    const onADay = recurringStateOf({ subscription: { cancel_at: CREATED + 5 } })
    assert.isNull(none.cancelsAt)
    assert.equal(none.currentPeriodEndsAt!.toSeconds(), end)
    assert.equal(atPeriodEnd.cancelsAt!.toSeconds(), end)
    assert.equal(onADay.cancelsAt!.toSeconds(), CREATED + 5)
  })

  test('a subscription without items has no period', ({ assert }) => {
    const state = recurringStateOf({ subscription: { items: { data: [] } } })
    assert.isNull(state.currentPeriodEndsAt)
    assert.isNull(state.renewalAmount)
  })

  test('a pause has its behavior, its end and what was paid before', ({ assert }) => {
    const state = recurringStateOf({
      subscription: {
        pause_collection: { behavior: 'mark_uncollectible', resumes_at: CREATED + 9 },
      },
      paidUntil: CREATED + 5,
    })
    assert.equal(state.status, 'active')
    assert.equal(state.collectionPause, 'mark_uncollectible')
    assert.equal(state.collectionResumesAt!.toSeconds(), CREATED + 9)
    assert.equal(state.paidUntil!.toSeconds(), CREATED + 5)
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

  test('a refund or lost dispute counts only for the current period', ({ assert }) => {
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
  test('has the price of what was asked for, in any order of its items', ({ assert }) => {
    const parts = [
      subscribed({ id: 'price_2', unit_amount: 500 }, 3),
      subscribed({ id: 'price_1', unit_amount: 900 }),
    ]
    const bought = [item({}), item({ id: 'li_2', quantity: 3, price: { id: 'price_2' } })]
    for (const data of [parts, parts.toReversed()]) {
      const { renewalPriceStripeId, renewalInterval, renewalIntervalCount } = recurringStateOf({
        subscription: { items: { data } },
        lineItems: bought,
      })
      assert.equal(renewalPriceStripeId, 'price_1')
      assert.equal(renewalInterval, 'month')
      assert.equal(renewalIntervalCount, 1)
    }
  })

  test('costs what Stripe says, and nothing is promised where it says nothing', ({ assert }) => {
    assert.equal(recurringStateOf({ renewal: { amount: 640, lines: [] } }).renewalAmount, 640)
    assert.equal(recurringStateOf({ renewal: { amount: 0, lines: [] } }).renewalAmount, 0)
    assert.isNull(recurringStateOf({}).renewalAmount)
  })

  test('has no price after the end', ({ assert }) => {
    for (const subscription of ENDS) {
      assert.isNull(recurringStateOf({ subscription }).renewalPriceStripeId)
    }
  })

  test('is still to come before an end beyond the period', ({ assert }) => {
    const later = recurringStateOf({ subscription: { cancel_at: CREATED + 2 * MONTH } })
    assert.equal(later.renewalPriceStripeId, 'price_1')
    assert.equal(later.cancelsAt!.toSeconds(), CREATED + 2 * MONTH)
  })

  test('follows the trial', ({ assert }) => {
    const { trialEndsAt } = recurringStateOf({
      subscription: { status: 'trialing', trial_end: CREATED + 7 },
    })
    assert.equal(trialEndsAt?.toUnixInteger(), CREATED + 7)
  })
})

test.group('An amount of the next renewal', () => {
  test('is promised where Stripe will charge it', ({ assert }) => {
    for (const status of ['active', 'past_due']) {
      assert.isTrue(isPromised({ status }))
    }
    assert.isTrue(isPromised({ cancel_at: CREATED + 2 * MONTH }))
  })

  test('is not promised after the end', ({ assert }) => {
    for (const subscription of ENDS) {
      assert.isFalse(isPromised(subscription))
    }
    assert.isFalse(isPromised({ items: { data: [] } }))
  })

  test('is not promised while payments are paused', ({ assert }) => {
    const isPromisedUntil = (resumesAt: number | null, behavior = 'void') =>
      isPromised({ pause_collection: { behavior, resumes_at: resumesAt } })
    assert.isFalse(isPromisedUntil(null))
    assert.isFalse(isPromisedUntil(null, 'something_new'))
    assert.isFalse(isPromisedUntil(CREATED + MONTH + 1))
    assert.isTrue(isPromisedUntil(CREATED + MONTH))
  })

  test('is not promised after a trial without a way to pay', ({ assert }) => {
    assert.isFalse(isPromised({ status: 'trialing', default_payment_method: null }))
    assert.isTrue(isPromised({ status: 'trialing', default_payment_method: 'pm_1' }))
  })

  test('is not promised where the next invoice may come before the renewal', ({ assert }) => {
    assert.isFalse(isPromised({ pending_invoice_item_interval: { interval: 'week' } }))
    assert.isFalse(isPromised({ billing_thresholds: { amount_gte: 5000 } }))
  })

  test('is not promised in another currency than the buyer is charged in', ({ assert }) => {
    assert.isFalse(isPromised({ presentment_details: { presentment_currency: 'jpy' } }))
    const presented = { presentment_amount: 1800, presentment_currency: 'jpy' }
    assert.isFalse(isPromised({}, { presentment_details: presented }))
  })
})

/** Subscriptions that end with their period, or have ended. */
const ENDS = [
  { status: 'canceled' },
  { cancel_at_period_end: true },
  { cancel_at: CREATED + MONTH },
  { cancel_at: CREATED + 5 },
]

function isPromised(subscription: object, session: object = {}): boolean {
  const { subscription: whole, session: paid } = recurringFacts({ subscription, session })
  return isRenewalPromised(whole!, paid)
}
