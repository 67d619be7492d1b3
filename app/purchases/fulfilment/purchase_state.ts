import type { DateTime } from 'luxon'
import type Stripe from 'stripe'
import type { CheckoutFacts, PaymentFacts } from '#stripe/payment_gateway'
import { boughtPrice } from '#purchases/fulfilment/bought_price'
import {
  type DividedPayment,
  dividePayments,
  divideRenewal,
} from '#purchases/fulfilment/divide_payments'
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
import { subscribedItems } from '#purchases/fulfilment/subscribed_items'
import { soldProducts, type SoldProduct } from '#purchases/fulfilment/sold_products'
import { divideAmount } from '#shared/money'
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
  /** At least one; the totals add up to `amount`. */
  parts: PaymentPartState[]
  refunds: RefundState[]
  disputes: DisputeState[]
}

/** What a product got of a payment, by Stripe's id of the product, in minor units. */
export interface PaymentPartState {
  productStripeId: string
  subtotalAmount: number
  discountAmount: number
  taxAmount: number
  totalAmount: number
}

/** The columns of a refund that follow Stripe's state. The amount is in minor units. */
export interface RefundState {
  stripeId: string
  amount: number
  status: string
  reason: string | null
  refundedAt: DateTime | null
  /** What it was for; they add up to `amount`. Empty where that is not known. */
  parts: { productStripeId: string; amount: number }[]
}

/** The columns of a dispute that follow Stripe's state. The amount is in minor units. */
export interface DisputeState {
  stripeId: string
  amount: number
  status: string
  reason: string | null
  evidenceDueAt: DateTime | null
}

/** What a checkout sold of one product. */
export interface PurchaseOfProduct {
  productStripeId: string
  purchase: PurchaseState
  /** The price that was paid; null where it is the one that was asked for. */
  price: PriceSnapshot | null
  /** The items that the subscription charges it by now, the likeliest first. */
  items: Stripe.SubscriptionItem[]
}

/**
 * The state of a Checkout Session: not finished, expired, or its purchases, of which the first is that
 * of the first product that was asked for.
 */
export type CheckoutState =
  | { type: 'open' }
  | { type: 'expired' }
  | {
      type: 'purchases'
      purchases: [PurchaseOfProduct, ...PurchaseOfProduct[]]
      payments: PaymentState[]
      /** Lines of products that are not here. */
      foreignLines: Stripe.LineItem[]
    }

/**
 * What the rows of a checkout should be, from Stripe's current state and the expected checkout alone:
 * whatever events arrived before, in any order, the same facts give the same rows. Pure.
 * @param decided what staff said about refunds: Stripe's id of the product, by that of the refund
 */
export function checkoutState(
  facts: CheckoutFacts,
  expected: ExpectedCheckout,
  decided: ReadonlyMap<string, string> = new Map()
): CheckoutState {
  if (facts.session.status === 'expired') {
    return { type: 'expired' }
  }
  if (facts.session.status !== 'complete') {
    return { type: 'open' }
  }
  const products = soldProducts(facts, expected)
  const payments = dividePayments(facts, products, decided)
  const items = subscribedItems(facts, products)
  const amounts = amountsOf(facts, products)
  const renewals = divideRenewal(facts, products)
  const purchases = products.map((product, index) => {
    const judged = judge(facts, expected, product, payments)
    const own = items.get(product) ?? []
    return {
      productStripeId: product.productStripeId,
      items: own,
      price:
        judged.status === 'mismatch' && product.expected !== null
          ? null
          : boughtPrice(product, facts.session, expected),
      purchase: {
        ...judged,
        ...sharedColumns(facts, expected, product),
        ...amounts[index],
        quantity: quantityOf(product),
        ...subscriptionColumns(facts, {
          product,
          item: own.at(0) ?? null,
          payments,
          renewalAmount: renewals.get(product) ?? null,
        }),
      },
    }
  })
  return {
    type: 'purchases',
    purchases: purchases as [PurchaseOfProduct, ...PurchaseOfProduct[]],
    payments: payments.map(paymentState),
    foreignLines: products.flatMap(({ foreignLines }) => foreignLines),
  }
}

/** What all purchases of a session have in common. */
function sharedColumns(facts: CheckoutFacts, expected: ExpectedCheckout, product: SoldProduct) {
  const { session, subscription, payments } = facts
  const { isRecurring } = product
  return {
    stripeStatus: (isRecurring ? subscription?.status : null) ?? session.payment_status,
    paymentIntentId: idOf(session.payment_intent),
    subscriptionId: isRecurring ? idOf(session.subscription) : null,
    stripeCustomerId: idOf(session.customer),
    livemode: session.livemode,
    isRecurring,
    currency: session.currency ?? expected.currency,
    purchasedAt: moment(firstPaidAt(payments) ?? session.created),
  }
}

function quantityOf({ lines, expected }: SoldProduct): number {
  return lines.length === 0
    ? (expected?.quantity ?? 1)
    : lines.reduce((sum, line) => sum + (line.quantity ?? 1), 0)
}

/**
 * What each product has of the amounts of a session: what its lines say, and its share of what no line
 * says, such as the rounding of a tax.
 */
function amountsOf({ session }: CheckoutFacts, products: SoldProduct[]) {
  const currency = session.currency ?? ''
  const ofLines = (field: LineAmount) =>
    products.map(({ lines, foreignLines }) =>
      [...lines, ...foreignLines].reduce((sum, line) => sum + line[field], 0)
    )
  const totals = ofLines('amount_total')
  const exact = (parts: number[], whole: number) => {
    const rest = whole - parts.reduce((sum, part) => sum + part, 0)
    const shares = divideAmount(Math.abs(rest), totals, currency)
    return parts.map((part, index) => part + Math.sign(rest) * shares[index])
  }
  const { total_details: details, presentment_details: presented } = session
  const subtotals = exact(ofLines('amount_subtotal'), session.amount_subtotal ?? 0)
  const discounts = exact(ofLines('amount_discount'), details?.amount_discount ?? 0)
  const taxes = exact(ofLines('amount_tax'), details?.amount_tax ?? 0)
  const paid = exact(totals, session.amount_total ?? 0)
  const charged = presented
    ? divideAmount(safeAmount(presented.presentment_amount), paid, presented.presentment_currency)
    : null
  return products.map((_, index) => ({
    subtotalAmount: subtotals[index],
    discountAmount: discounts[index],
    taxAmount: taxes[index],
    totalAmount: paid[index],
    presentmentCurrency: presented?.presentment_currency ?? null,
    presentmentAmount: charged?.[index] ?? null,
  }))
}

type LineAmount = 'amount_subtotal' | 'amount_discount' | 'amount_tax' | 'amount_total'

/**
 * A mismatch with the expected checkout overrides every status that would give access. A status
 * that gives none is kept: refunding a wrong payment settles the mismatch.
 */
function judge(
  facts: CheckoutFacts,
  expected: ExpectedCheckout,
  product: SoldProduct,
  payments: DividedPayment[]
): Pick<PurchaseState, 'status' | 'statusDetail'> {
  const judged = judgePayment(facts, product, payments)
  const different = mismatches(facts, expected, product)
  return different.length > 0 && ['active', 'past_due', 'pending'].includes(judged.status)
    ? { status: 'mismatch', statusDetail: different.join('; ') }
    : judged
}

function judgePayment(
  facts: CheckoutFacts,
  product: SoldProduct,
  payments: DividedPayment[]
): Pick<PurchaseState, 'status' | 'statusDetail'> {
  const { session, subscription } = facts
  const paymentStatus: string = isPaidByInvoice(facts) ? 'paid' : session.payment_status

  if (paymentStatus === 'unpaid') {
    return { status: hasFailed(facts) ? 'failed' : 'pending', statusDetail: null }
  }
  if (paymentStatus !== 'paid' && paymentStatus !== 'no_payment_required') {
    return { status: 'pending', statusDetail: `Unknown payment status: ${paymentStatus}` }
  }
  const reversed = reversalStatus(product, payments, facts)
  if (reversed) {
    return { status: reversed, statusDetail: null }
  }
  return subscription && product.isRecurring
    ? subscriptionState(subscription)
    : { status: 'active', statusDetail: null }
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

function firstPaidAt(payments: PaymentFacts[]): number | null {
  const times = payments.map(({ paidAt }) => paidAt).filter((time) => time !== null)
  return times.length > 0 ? Math.min(...times) : null
}

function paymentState({ payment, parts, refunds }: DividedPayment): PaymentState {
  return {
    stripeId: payment.stripeId,
    paymentIntentId: payment.paymentIntentId,
    amount: payment.amount,
    currency: payment.currency,
    periodStart: momentOrNull(payment.periodStart),
    periodEnd: momentOrNull(payment.periodEnd),
    paidAt: momentOrNull(payment.paidAt),
    receiptUrl: payment.receiptUrl,
    parts: parts.map(({ product, ...amounts }) => ({
      productStripeId: product.productStripeId,
      ...amounts,
    })),
    refunds: payment.refunds.map((refund) => ({
      stripeId: refund.id,
      amount: refund.amount,
      status: refund.status ?? 'unknown',
      reason: refund.reason,
      refundedAt: moment(refund.created),
      parts: (refunds.get(refund.id) ?? []).map(({ product, amount }) => ({
        productStripeId: product.productStripeId,
        amount,
      })),
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
