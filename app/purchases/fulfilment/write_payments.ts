import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import Dispute from '#models/dispute'
import Payment from '#models/payment'
import Refund from '#models/refund'
import type { DisputeState, PaymentState, RefundState } from '#purchases/fulfilment/purchase_state'
import { isInquiry } from '#purchases/dispute_rules'
import { givesBack } from '#purchases/refund_rules'

/** A refund that is new, or that turned out to have failed or succeeded after all. */
export interface RefundUpdate {
  kind: 'refunded' | 'refund_failed'
  refundStripeId: string
}

/** What changed in the payments of a purchase. */
export interface PaymentUpdates {
  /** Stripe's ids of new payments. */
  payments: string[]
  refunds: RefundUpdate[]
  /** Stripe's ids of new disputes; an inquiry is none. */
  disputes: string[]
}

/**
 * Writes the payments of a purchase, with their refunds and disputes, as in Stripe. Rows are never
 * deleted, and the staff member who made a refund is kept. For `WritePurchase` only: its version
 * check excludes concurrent writers.
 */
export default class WritePayments {
  /** @returns what is new */
  async handle(
    purchaseId: number,
    payments: PaymentState[],
    trx: TransactionClientContract
  ): Promise<PaymentUpdates> {
    const updates: PaymentUpdates = { payments: [], refunds: [], disputes: [] }
    const known = await Payment.query({ client: trx })
      .where('purchaseId', purchaseId)
      .preload('refunds')
      .preload('disputes')

    for (const { refunds, disputes, ...columns } of payments) {
      const found = known.find(({ stripeId }) => stripeId === columns.stripeId)
      const payment = found ?? new Payment().useTransaction(trx)
      await payment.merge({ ...columns, purchaseId }).save()

      if (!found) {
        updates.payments.push(columns.stripeId)
      }
      updates.refunds.push(...refunds.flatMap((refund) => updatesOf(refund, found?.refunds ?? [])))
      updates.disputes.push(...newDisputes(disputes, found?.disputes ?? []))
      await this.#writeRefunds(payment.id, refunds, found?.refunds ?? [], trx)
      await this.#writeDisputes(payment.id, disputes, found?.disputes ?? [], trx)
    }
    return updates
  }

  async #writeRefunds(
    paymentId: number,
    refunds: RefundState[],
    known: Refund[],
    trx: TransactionClientContract
  ) {
    for (const state of refunds) {
      const refund = known.find(({ stripeId }) => stripeId === state.stripeId) ?? new Refund()
      await refund
        .useTransaction(trx)
        .merge({ ...state, paymentId })
        .save()
    }
  }

  async #writeDisputes(
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
}

function updatesOf({ stripeId, status }: RefundState, known: Refund[]): RefundUpdate[] {
  const before = known.find((refund) => refund.stripeId === stripeId)
  const kind = givesBack(status) ? 'refunded' : 'refund_failed'
  const isUpdate = before === undefined || givesBack(before.status) !== givesBack(status)
  return isUpdate ? [{ kind, refundStripeId: stripeId }] : []
}

/** The ids of disputes that are new, or that were only an inquiry before. */
function newDisputes(disputes: DisputeState[], known: Dispute[]): string[] {
  const ids = known.filter(({ status }) => !isInquiry(status)).map(({ stripeId }) => stripeId)
  return disputes
    .filter(({ stripeId, status }) => !isInquiry(status) && !ids.includes(stripeId))
    .map(({ stripeId }) => stripeId)
}
