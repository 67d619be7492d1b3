import { test } from '@japa/runner'
import {
  CREATED,
  disputeOf,
  EXPECTED,
  item,
  payment,
  plain,
  recurringStateOf,
  refund,
  rowsOf,
} from '#tests/helpers/stripe/checkout_facts'

test.group('The rows of a purchase', () => {
  test('of a one-time product contain the values of the session', ({ assert }) => {
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
    assert.lengthOf(state.foreignLines, 0)
  })

  test('of a recurring product contain the values of the subscription', ({ assert }) => {
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

  test('have defaults for what Stripe leaves out', ({ assert }) => {
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
      currency: EXPECTED.currency,
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

  test('are past due since the checkout when no unpaid invoice is known', ({ assert }) => {
    const { pastDueSince } = recurringStateOf({ subscription: { status: 'past_due' } })
    assert.equal(pastDueSince?.toUnixInteger(), CREATED)
    assert.equal(pastDueSince?.zoneName, 'UTC')
  })

  test('contain every payment with its refunds and disputes', ({ assert }) => {
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
        parts: [
          {
            productStripeId: 'prod_1',
            subtotalAmount: 1200,
            discountAmount: 0,
            taxAmount: 0,
            totalAmount: 1200,
          },
        ],
        refunds: [
          {
            stripeId: 're_300',
            amount: 300,
            status: 'succeeded',
            reason: null,
            refundedAt: CREATED,
            parts: [{ productStripeId: 'prod_1', amount: 300 }],
          },
          {
            stripeId: 're_200',
            amount: 200,
            status: 'unknown',
            reason: null,
            refundedAt: CREATED,
            parts: [{ productStripeId: 'prod_1', amount: 200 }],
          },
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
