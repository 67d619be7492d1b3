import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import Dispute from '#models/dispute'
import Payment from '#models/payment'
import PaymentLine from '#models/payment_line'
import type Purchase from '#models/purchase'
import Refund from '#models/refund'
import RefundLine from '#models/refund_line'
import type { DisputeState, PaymentState, RefundState } from '#purchases/fulfilment/purchase_state'
import { isInquiry } from '#purchases/dispute_rules'
import { givesBack } from '#purchases/refund_rules'

/** A refund that is new, or that turned out to have failed or succeeded after all. */
export interface RefundUpdate {
  kind: 'refunded' | 'refund_failed'
  refundStripeId: string
  /** What it was for; empty where that is not known. */
  purchaseIds: number[]
}

/** A new payment, or a new dispute of one, with the purchases that the payment was for. */
export interface PaymentUpdate {
  stripeId: string
  purchaseIds: number[]
}

/** What changed in the payments of a checkout. */
export interface PaymentUpdates {
  payments: PaymentUpdate[]
  refunds: RefundUpdate[]
  /** An inquiry is none. */
  disputes: PaymentUpdate[]
}

/**
 * Writes the payments of a checkout, with their refunds and disputes, as in Stripe, and how they are
 * divided among its purchases. Payments, refunds and disputes are never deleted, and the staff member
 * who made a refund is kept. For `WriteCheckout` only: its version check excludes concurrent writers.
 */
export default class WritePayments {
  /** @returns what is new */
  async handle(
    purchases: Purchase[],
    payments: PaymentState[],
    trx: TransactionClientContract
  ): Promise<PaymentUpdates> {
    const updates: PaymentUpdates = { payments: [], refunds: [], disputes: [] }
    const known = await Payment.query({ client: trx })
      .whereIn(
        'stripeId',
        payments.map(({ stripeId }) => stripeId)
      )
      .preload('lines')
      .preload('refunds', (refunds) => refunds.preload('lines'))
      .preload('disputes')

    for (const { parts, refunds, disputes, ...columns } of payments) {
      const found = known.find(({ stripeId }) => stripeId === columns.stripeId)
      const payment = found ?? new Payment().useTransaction(trx)
      await payment.merge(columns).save()
      const lines = parts.map(({ productStripeId, ...amounts }) => ({
        purchaseId: idOfProduct(productStripeId, purchases),
        ...amounts,
      }))
      const purchaseIds = lines.map(({ purchaseId }) => purchaseId)

      if (!found) {
        updates.payments.push({ stripeId: columns.stripeId, purchaseIds })
      }
      const newOnes = newDisputes(disputes, found?.disputes ?? [])
      updates.disputes.push(...newOnes.map((stripeId) => ({ stripeId, purchaseIds })))
      await writePaymentLines(payment.id, lines, found?.lines ?? [], trx)
      for (const refund of refunds) {
        const update = await writeRefund(payment.id, refund, found?.refunds ?? [], purchases, trx)
        updates.refunds.push(...update)
      }
      await writeDisputes(payment.id, disputes, found?.disputes ?? [], trx)
    }
    return updates
  }
}

function idOfProduct(productStripeId: string, purchases: Purchase[]): number {
  return purchases.find((one) => one.boughtProductStripeId === productStripeId)!.id
}

async function writePaymentLines(
  paymentId: number,
  lines: Pick<
    PaymentLine,
    'purchaseId' | 'subtotalAmount' | 'discountAmount' | 'taxAmount' | 'totalAmount'
  >[],
  known: PaymentLine[],
  trx: TransactionClientContract
) {
  for (const columns of lines) {
    const line = known.find(({ purchaseId }) => purchaseId === columns.purchaseId)
    await (line ?? new PaymentLine())
      .useTransaction(trx)
      .merge({ ...columns, paymentId })
      .save()
  }
  for (const line of without(known, lines)) {
    await line.useTransaction(trx).delete()
  }
}

async function writeRefund(
  paymentId: number,
  { parts, ...state }: RefundState,
  known: Refund[],
  purchases: Purchase[],
  trx: TransactionClientContract
): Promise<RefundUpdate[]> {
  const found = known.find(({ stripeId }) => stripeId === state.stripeId)
  const lines = parts.map(({ productStripeId, amount }) => ({
    purchaseId: idOfProduct(productStripeId, purchases),
    amount,
  }))
  const updates = updatesOf(state, lines, found)
  const refund = await (found ?? new Refund())
    .useTransaction(trx)
    .merge({ ...state, paymentId, isUnassigned: lines.length === 0 && givesBack(state.status) })
    .save()
  await writeRefundLines(refund.id, lines, found?.lines ?? [], trx)
  return updates
}

/** A refund that is new or turned out otherwise, or of which it is known only now what it was for. */
function updatesOf(
  { stripeId: refundStripeId, status }: Omit<RefundState, 'parts'>,
  lines: { purchaseId: number }[],
  found: Refund | undefined
): RefundUpdate[] {
  const isReturned = givesBack(status)
  const purchaseIds = lines.map(({ purchaseId }) => purchaseId)
  if (!found || givesBack(found.status) !== isReturned) {
    return [{ kind: isReturned ? 'refunded' : 'refund_failed', refundStripeId, purchaseIds }]
  }
  const known = found.lines.map(({ purchaseId }) => purchaseId)
  const added = purchaseIds.filter((id) => !known.includes(id))
  return isReturned && added.length > 0
    ? [{ kind: 'refunded', refundStripeId, purchaseIds: added }]
    : []
}

async function writeRefundLines(
  refundId: number,
  lines: Pick<RefundLine, 'purchaseId' | 'amount'>[],
  known: RefundLine[],
  trx: TransactionClientContract
) {
  for (const columns of lines) {
    const line = known.find(({ purchaseId }) => purchaseId === columns.purchaseId)
    await (line ?? new RefundLine())
      .useTransaction(trx)
      .merge({ ...columns, refundId })
      .save()
  }
  for (const line of without(known, lines)) {
    await line.useTransaction(trx).delete()
  }
}

/** A division is worked out anew each time, as once the product of a further line has arrived. */
function without<Line extends { purchaseId: number }>(
  known: Line[],
  lines: { purchaseId: number }[]
): Line[] {
  return known.filter((one) => lines.every(({ purchaseId }) => purchaseId !== one.purchaseId))
}

async function writeDisputes(
  paymentId: number,
  disputes: DisputeState[],
  known: Dispute[],
  trx: TransactionClientContract
) {
  for (const state of disputes) {
    const dispute = known.find(({ stripeId }) => stripeId === state.stripeId) ?? new Dispute()
    await dispute
      .useTransaction(trx)
      .merge({ ...state, paymentId })
      .save()
  }
}

/** The ids of disputes that are new, or that were only an inquiry before. */
function newDisputes(disputes: DisputeState[], known: Dispute[]): string[] {
  const ids = known.filter(({ status }) => !isInquiry(status)).map(({ stripeId }) => stripeId)
  return disputes
    .filter(({ stripeId, status }) => !isInquiry(status) && !ids.includes(stripeId))
    .map(({ stripeId }) => stripeId)
}
