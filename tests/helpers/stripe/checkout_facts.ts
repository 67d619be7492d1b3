import { DateTime } from 'luxon'
import type { CheckoutFacts, PaymentFacts, RenewalFacts } from '#stripe/payment_gateway'
import {
  checkoutState,
  type CheckoutState,
  type ExpectedCheckout,
} from '#purchases/fulfilment/purchase_state'

export const CREATED = 1_790_000_000
export const MONTH = 30 * 24 * 60 * 60

export const EXPECTED: ExpectedCheckout = {
  userId: 7,
  paidBy: { customerStripeIds: ['cus_1'], email: 'buyer@example.com' },
  isRecurring: false,
  currency: 'usd',
  lines: [
    {
      productConfigurationId: 3,
      productStripeId: 'prod_1',
      priceStripeId: 'price_1',
      quantity: 1,
      subtotalAmount: 1200,
    },
  ],
  otherProducts: new Set(),
  knownAmounts: [],
}

export interface Given {
  session?: object
  lineItems?: unknown[]
  payments?: PaymentFacts[]
  subscription?: object
  unpaidSince?: number | null
  paidUntil?: number | null
  renewal?: RenewalFacts | null
}

export function facts({
  session,
  lineItems,
  payments,
  subscription,
  unpaidSince,
  paidUntil,
  renewal,
}: Given): CheckoutFacts {
  return {
    session: {
      id: 'cs_test_1',
      created: CREATED,
      mode: 'payment',
      status: 'complete',
      payment_status: 'paid',
      livemode: false,
      client_reference_id: 'checkout-1',
      metadata: { product: 'prod_1' },
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
    paidUntil: paidUntil ?? null,
    renewal: renewal ?? null,
  } as unknown as CheckoutFacts
}

/** The facts of a running subscription, unless they are given otherwise. */
export function recurringFacts({ subscription, ...given }: Given): CheckoutFacts {
  return facts({
    ...given,
    session: {
      mode: 'subscription',
      payment_intent: null,
      subscription: 'sub_1',
      ...given.session,
    },
    subscription: {
      id: 'sub_1',
      currency: 'usd',
      status: 'active',
      cancel_at: null,
      cancel_at_period_end: false,
      ended_at: null,
      items: { data: [subscribed({})] },
      ...subscription,
    },
  })
}

export function recurringStateOf(given: Given) {
  return firstOf(checkoutState(recurringFacts(given), { ...EXPECTED, isRecurring: true })).purchase
}

export function rowsOf(given: Given) {
  return firstOf(checkoutState(facts(given), EXPECTED))
}

/** The first purchase of a checkout with what is common to all. */
export function firstOf(state: CheckoutState) {
  if (state.type !== 'purchases') {
    throw new Error(`No purchase, but ${state.type}`)
  }
  const { purchases, payments, foreignLines } = state
  return { ...purchases[0], purchases, payments, foreignLines }
}

/** Times as seconds, at any depth. */
export function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === 'string' && ISO_TIME.test(part) ? DateTime.fromISO(part).toSeconds() : part
  )
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT/

export function stateOf(given: CheckoutFacts): string {
  const state = checkoutState(given, EXPECTED)
  return state.type === 'purchases' ? state.purchases[0].purchase.status : state.type
}

/** A line of a session, by default of the price and product that were asked for. */
export function item({ price, ...change }: { price?: object | null; [field: string]: unknown }) {
  return {
    id: 'li_1',
    description: 'Book',
    quantity: 1,
    amount_subtotal: 1200,
    amount_discount: 0,
    amount_tax: 0,
    amount_total: change.amount_subtotal ?? 1200,
    price: price === null ? null : { ...PRICE, ...price },
    ...change,
  }
}

const PRICE = { id: 'price_1', product: 'prod_1', currency: 'usd', unit_amount: 1200 }

/** A part of a subscription. */
export function subscribed(price: object, quantity = 1) {
  const monthly = { interval: 'month', interval_count: 1 }
  return {
    current_period_end: CREATED + MONTH,
    quantity,
    price: { id: 'price_1', unit_amount: 1200, recurring: monthly, ...price },
  }
}

export function payment(change: Partial<PaymentFacts>): PaymentFacts {
  return {
    stripeId: 'pi_1',
    paymentIntentId: 'pi_1',
    amount: 1200,
    currency: 'usd',
    paidAt: CREATED,
    periodStart: null,
    periodEnd: null,
    receiptUrl: null,
    lines: null,
    refunds: [],
    disputes: [],
    ...change,
  }
}

export function refund([amount, status]: [number, string | null]) {
  return { id: `re_${amount}`, amount, status, reason: null, created: CREATED } as never
}

export function disputeOf(status: string) {
  return {
    id: `dp_${status}`,
    amount: 1200,
    status,
    reason: 'fraudulent',
    evidence_details: { due_by: CREATED + 8 },
  } as never
}
