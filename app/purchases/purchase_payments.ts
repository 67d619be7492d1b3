import type { HasManyQueryBuilderContract } from '@adonisjs/lucid/types/relations'
import type { DateTime } from 'luxon'
import type Dispute from '#models/dispute'
import type PaymentLine from '#models/payment_line'
import type Purchase from '#models/purchase'
import type Refund from '#models/refund'
import { givesBack } from '#purchases/refund_rules'

/** A payment as far as it was for one purchase. Amounts are in minor units of `currency`. */
export interface PurchasePayment {
  id: number
  stripeId: string
  paymentIntentId: string | null
  currency: string
  paidAt: DateTime | null
  /** The period that it paid for; null for what is paid once. */
  periodStart: DateTime | null
  periodEnd: DateTime | null
  receiptUrl: string | null
  /** What the purchase got of it. */
  amount: number
  /** All of it. */
  wholeAmount: number
  /** Those for this purchase. */
  refunds: PurchaseRefund[]
  /** Those of which it is not known what they were for. */
  unassignedRefunds: Refund[]
  /** They are about the whole payment. */
  disputes: Dispute[]
  /** What is left of the whole payment, which may be less than what is left for this purchase. */
  wholeLeft: number
}

/** A refund as far as it was for one purchase. */
export interface PurchaseRefund {
  stripeId: string
  /** Minor units of the payment's currency. */
  amount: number
  status: string
  reason: string | null
  refundedAt: DateTime | null
  createdAt: DateTime
}

type PaymentLines = HasManyQueryBuilderContract<typeof PaymentLine, any>

/** Loads all payments of purchases, newest first, with what `purchasePayments` reads. */
export function allPayments(lines: PaymentLines): void {
  void lines
    .preload('payment', (payment) =>
      payment
        .preload('refunds', (refunds) => refunds.preload('lines').orderBy('id'))
        .preload('disputes', (disputes) => disputes.orderBy('id'))
    )
    .orderByRaw('(select paid_at from payments where payments.id = payment_lines.payment_id) desc')
    .orderBy('paymentId', 'desc')
}

/** The newest ones of a single purchase: of several, the limit would be for all of them together. */
export function newestPayments(most: number) {
  return (lines: PaymentLines) => {
    allPayments(lines)
    void lines.limit(most)
  }
}

/** The payments of a purchase, as they were loaded, with its part of each. */
export function purchasePayments({
  id,
  paymentLines,
}: Pick<Purchase, 'id' | 'paymentLines'>): PurchasePayment[] {
  return paymentLines.map(({ payment, totalAmount }) => ({
    id: payment.id,
    stripeId: payment.stripeId,
    paymentIntentId: payment.paymentIntentId,
    currency: payment.currency,
    paidAt: payment.paidAt,
    periodStart: payment.periodStart,
    periodEnd: payment.periodEnd,
    receiptUrl: payment.receiptUrl,
    amount: totalAmount,
    wholeAmount: payment.amount,
    refunds: payment.refunds.flatMap((refund) => partOf(refund, id)),
    unassignedRefunds: payment.refunds.filter(({ lines }) => lines.length === 0),
    disputes: payment.disputes,
    wholeLeft: payment.amount - sum(payment.refunds.filter(({ status }) => givesBack(status))),
  }))
}

function partOf(refund: Refund, purchaseId: number): PurchaseRefund[] {
  const { stripeId, status, reason, refundedAt, createdAt } = refund
  return refund.lines
    .filter((line) => line.purchaseId === purchaseId)
    .map(({ amount }) => ({ stripeId, amount, status, reason, refundedAt, createdAt }))
}

function sum(refunds: { amount: number }[]): number {
  return refunds.reduce((total, { amount }) => total + amount, 0)
}
