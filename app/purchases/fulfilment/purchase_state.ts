import type { DateTime } from 'luxon'
import type { CheckoutFacts, PaymentFacts } from '#stripe/payment_gateway'
import {
  boughtLine,
  boughtPrice,
  furtherLines,
  type FurtherLineState,
} from '#purchases/fulfilment/bought_lines'
import { mismatches } from '#purchases/fulfilment/mismatches'
import type { PriceSnapshot } from '#models/purchase'
import type { PurchaseStatus } from '#models/purchase_status'
import { reversalStatus } from '#purchases/fulfilment/reversals'
import { moment, momentOrNull } from '#purchases/fulfilment/stripe_moment'
import {
  subscriptionColumns,
  type SubscriptionColumns,
} from '#purchases/fulfilment/subscription_columns'
import { idOf, safeAmount } from '#stripe/stripe_objects'
import { subscriptionState } from '#purchases/fulfilment/subscription_state'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'

export type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'

/** The columns of a purchase that follow Stripe's state. */
export interface PurchaseState extends SubscriptionColumns {
  status: PurchaseStatus
  /** The reason, where the status alone does not explain it. */
  statusDetail: string | null
  stripeStatus: string | null
  paymentIntentId: string | null
  subscriptionId: string | null
  stripeCustomerId: string | null
  livemode: boolean
  isRecurring: boolean
  quantity: number
  currency: string
  /** Amounts in minor units of `currency`. */
  subtotalAmount: number
  discountAmount: number
  taxAmount: number
  totalAmount: number
  purchasedAt: DateTime
  /** What the card was charged, where Stripe converted the total; null where it did not. */
  presentmentCurrency: string | null
  /** Minor units of `presentmentCurrency`. */
  presentmentAmount: number | null
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
  | {
      type: 'purchase'
      purchase: PurchaseState
      /** The price that was paid; null where it is the one that was asked for. */
      price: PriceSnapshot | null
      payments: PaymentState[]
      furtherLines: FurtherLineState[]
    }

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
  const judged = judge(facts, expected)
  return {
    type: 'purchase',
    price: judged.status === 'mismatch' ? null : boughtPrice(facts, expected),
    furtherLines: furtherLines(facts, expected),
    purchase: {
      ...judged,
      stripeStatus,
      paymentIntentId: idOf(session.payment_intent),
      subscriptionId: idOf(session.subscription),
      stripeCustomerId: idOf(session.customer),
      livemode: session.livemode,
      isRecurring: session.mode === 'subscription',
      quantity: boughtLine(facts.lineItems, expected)?.quantity ?? expected.quantity,
      currency: session.currency ?? expected.currency,
      subtotalAmount: session.amount_subtotal ?? 0,
      discountAmount: session.total_details?.amount_discount ?? 0,
      taxAmount: session.total_details?.amount_tax ?? 0,
      totalAmount: session.amount_total ?? 0,
      purchasedAt: moment(firstPaidAt(facts.payments) ?? session.created),
      ...subscriptionColumns(facts, expected),
      ...presentment(session),
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

/**
 * What the buyer's card was charged under Adaptive Pricing.
 *
 * Source: https://docs.stripe.com/payments/currencies/localize-prices/adaptive-pricing
 */
function presentment({ presentment_details: presented }: CheckoutFacts['session']) {
  return {
    presentmentCurrency: presented?.presentment_currency ?? null,
    presentmentAmount: presented ? safeAmount(presented.presentment_amount) : null,
  }
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
