import { DateTime } from 'luxon'
import type { CheckoutFacts, PaymentFacts } from '#stripe/payment_gateway'
import { currentPrice } from '#purchases/fulfilment/current_price'
import { mismatches } from '#purchases/fulfilment/expected_checkout'
import type { PurchaseStatus } from '#models/purchase_status'
import { reversalStatus } from '#purchases/fulfilment/reversals'
import { idOf, safeAmount } from '#stripe/stripe_objects'
import { subscriptionState } from '#purchases/fulfilment/subscription_state'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'

export type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'

/** The columns of a purchase that follow Stripe's state. */
export interface PurchaseState {
  status: PurchaseStatus
  /** The reason, where the status alone does not explain it. */
  statusDetail: string | null
  stripeStatus: string | null
  paymentIntentId: string | null
  subscriptionId: string | null
  stripeCustomerId: string | null
  livemode: boolean
  isRecurring: boolean
  /** The price that it has now; a change of plan changes it. */
  priceStripeId: string
  quantity: number
  currency: string
  /** Amounts in minor units of `currency`. */
  subtotalAmount: number
  discountAmount: number
  taxAmount: number
  totalAmount: number
  purchasedAt: DateTime
  currentPeriodEndsAt: DateTime | null
  cancelsAt: DateTime | null
  endedAt: DateTime | null
  pastDueSince: DateTime | null
  /** The price of the next renewal; null where there is none. */
  renewalPriceStripeId: string | null
  /** Minor units of `currency`, before discounts and tax. */
  renewalAmount: number | null
  renewalInterval: string | null
  renewalIntervalCount: number | null
  trialEndsAt: DateTime | null
}

/** The columns of a payment that follow Stripe's state, with its refunds and disputes. */
export interface PaymentState {
  stripeId: string
  paymentIntentId: string | null
  /** Minor units of `currency`. */
  amount: number
  currency: string
  periodStart: DateTime | null
  periodEnd: DateTime | null
  paidAt: DateTime | null
  receiptUrl: string | null
  refunds: RefundState[]
  disputes: DisputeState[]
}

/** The columns of a refund that follow Stripe's state. The amount is in minor units. */
export interface RefundState {
  stripeId: string
  amount: number
  status: string
  reason: string | null
  refundedAt: DateTime | null
}

/** The columns of a dispute that follow Stripe's state. The amount is in minor units. */
export interface DisputeState {
  stripeId: string
  amount: number
  status: string
  reason: string | null
  evidenceDueAt: DateTime | null
}

/**
 * The state of a Checkout Session: not finished, expired, or a purchase.
 */
export type CheckoutState =
  | { type: 'open' }
  | { type: 'expired' }
  | { type: 'purchase'; purchase: PurchaseState; payments: PaymentState[] }

/**
 * What the rows of a purchase should be, from Stripe's current state and the expected checkout
 * alone: whatever events arrived before, in any order, the same facts give the same rows. Pure.
 */
export function purchaseState(facts: CheckoutFacts, expected: ExpectedCheckout): CheckoutState {
  const { session, subscription } = facts
  if (session.status === 'expired') {
    return { type: 'expired' }
  }
  if (session.status !== 'complete') {
    return { type: 'open' }
  }

  const stripeStatus = subscription?.status ?? session.payment_status
  return {
    type: 'purchase',
    purchase: {
      ...judge(facts, expected),
      stripeStatus,
      paymentIntentId: idOf(session.payment_intent),
      subscriptionId: idOf(session.subscription),
      stripeCustomerId: idOf(session.customer),
      livemode: session.livemode,
      isRecurring: session.mode === 'subscription',
      priceStripeId: currentPrice(facts, expected),
      quantity: facts.lineItems.reduce((sum, item) => sum + (item.quantity ?? 1), 0),
      currency: session.currency ?? expected.currency,
      subtotalAmount: session.amount_subtotal ?? 0,
      discountAmount: session.total_details?.amount_discount ?? 0,
      taxAmount: session.total_details?.amount_tax ?? 0,
      totalAmount: session.amount_total ?? 0,
      purchasedAt: moment(firstPaidAt(facts.payments) ?? session.created),
      ...subscriptionTimes(facts),
      ...nextRenewal(facts),
    },
    payments: facts.payments.map(paymentState),
  }
}

/**
 * A mismatch with the expected checkout overrides every status that would give access. A status
 * that gives none is kept: refunding a wrong payment settles the mismatch.
 */
function judge(
  facts: CheckoutFacts,
  expected: ExpectedCheckout
): Pick<PurchaseState, 'status' | 'statusDetail'> {
  const judged = judgePayment(facts)
  const different = mismatches(facts, expected)
  return different.length > 0 && ['active', 'past_due', 'pending'].includes(judged.status)
    ? { status: 'mismatch', statusDetail: different.join('; ') }
    : judged
}

function judgePayment(facts: CheckoutFacts): Pick<PurchaseState, 'status' | 'statusDetail'> {
  const { session, subscription } = facts
  const paymentStatus: string = isPaidByInvoice(facts) ? 'paid' : session.payment_status

  if (paymentStatus === 'unpaid') {
    return { status: hasFailed(facts) ? 'failed' : 'pending', statusDetail: null }
  }
  if (paymentStatus !== 'paid' && paymentStatus !== 'no_payment_required') {
    return { status: 'pending', statusDetail: `Unknown payment status: ${paymentStatus}` }
  }
  const reversed = reversalStatus(facts)
  if (reversed) {
    return { status: reversed, statusDetail: null }
  }
  return subscription ? subscriptionState(subscription) : { status: 'active', statusDetail: null }
}

/**
 * A session stays unpaid if the first payment of a subscription failed, although its invoice may be
 * paid later by another method. The money is there all the same.
 *
 * Source: https://docs.stripe.com/billing/invoices/subscription
 */
function isPaidByInvoice({ subscription, payments }: CheckoutFacts): boolean {
  return subscription !== null && payments.length > 0
}

/**
 * A delayed payment that has failed. The session itself stays complete and unpaid, whether the
 * payment is pending or has failed.
 *
 * Source: https://docs.stripe.com/payments/paymentintents/lifecycle
 */
function hasFailed({ session, subscription }: CheckoutFacts): boolean {
  return subscription ? FAILED.has(subscription.status) : isPaymentFailed(session)
}

/** Whether the payment of a session has failed. Needs `payment_intent` expanded. */
export function isPaymentFailed({
  payment_intent: intent,
}: Pick<CheckoutFacts['session'], 'payment_intent'>): boolean {
  return typeof intent === 'object' && intent !== null && FAILED.has(intent.status)
}

const FAILED = new Set<string>([
  'requires_payment_method',
  'canceled',
  'incomplete_expired',
  'past_due',
  'unpaid',
])

function subscriptionTimes({ subscription, unpaidSince, session }: CheckoutFacts) {
  if (!subscription) {
    return { currentPeriodEndsAt: null, cancelsAt: null, endedAt: null, pastDueSince: null }
  }
  const periodEnd = currentPeriodEnd(subscription.items.data)
  const cancelsAt = subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEnd : null)
  const isPastDue = subscription.status === 'past_due'
  return {
    currentPeriodEndsAt: momentOrNull(periodEnd),
    cancelsAt: momentOrNull(cancelsAt),
    endedAt: momentOrNull(subscription.ended_at),
    pastDueSince: isPastDue ? moment(unpaidSince ?? session.created) : null,
  }
}

/** The plan may have changed since the purchase. */
function nextRenewal({ subscription }: CheckoutFacts) {
  const trialEndsAt = momentOrNull(subscription?.trial_end)
  const isOver = subscription?.status === 'canceled' || subscription?.cancel_at_period_end === true
  const items = isOver ? [] : (subscription?.items.data ?? [])
  const prices = items.map(({ price }) => price).toSorted((one, other) => compare(one.id, other.id))
  const amounts = items.map(({ price, quantity = 1 }) =>
    price.unit_amount === null ? null : price.unit_amount * quantity
  )
  return {
    renewalPriceStripeId: prices.at(0)?.id ?? null,
    renewalAmount: sumOf(amounts),
    renewalInterval: prices.at(0)?.recurring?.interval ?? null,
    renewalIntervalCount: prices.at(0)?.recurring?.interval_count ?? null,
    trialEndsAt,
  }
}

/** Null for an empty list, or where an amount is not known in advance. */
function sumOf(amounts: (number | null)[]): number | null {
  const known = amounts.filter((amount) => amount !== null)
  return known.length === 0 || known.length < amounts.length
    ? null
    : safeAmount(known.reduce((sum, amount) => sum + amount, 0))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

function currentPeriodEnd(items: { current_period_end: number }[]): number | null {
  return items.length > 0 ? Math.max(...items.map((item) => item.current_period_end)) : null
}

function firstPaidAt(payments: PaymentFacts[]): number | null {
  const times = payments.map(({ paidAt }) => paidAt).filter((time) => time !== null)
  return times.length > 0 ? Math.min(...times) : null
}

function paymentState(payment: PaymentFacts): PaymentState {
  return {
    stripeId: payment.stripeId,
    paymentIntentId: payment.paymentIntentId,
    amount: payment.amount,
    currency: payment.currency,
    periodStart: momentOrNull(payment.periodStart),
    periodEnd: momentOrNull(payment.periodEnd),
    paidAt: momentOrNull(payment.paidAt),
    receiptUrl: payment.receiptUrl,
    refunds: payment.refunds.map((refund) => ({
      stripeId: refund.id,
      amount: refund.amount,
      status: refund.status ?? 'unknown',
      reason: refund.reason,
      refundedAt: moment(refund.created),
    })),
    disputes: payment.disputes.map((dispute) => ({
      stripeId: dispute.id,
      amount: dispute.amount,
      status: dispute.status,
      reason: dispute.reason,
      evidenceDueAt: momentOrNull(dispute.evidence_details.due_by),
    })),
  }
}

function moment(seconds: number): DateTime {
  return DateTime.fromSeconds(seconds, { zone: 'utc' })
}

function momentOrNull(seconds: number | null | undefined): DateTime | null {
  return seconds === null || seconds === undefined ? null : moment(seconds)
}
