import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import Dispute from '#models/dispute'
import Payment from '#models/payment'
import Refund from '#models/refund'
import type { DisputeState, PaymentState, RefundState } from '#purchases/fulfilment/purchase_state'
import { givesBack } from '#purchases/refund_rules'

/** A refund that was not known yet, or that turned out not to have reached the buyer. */
export interface RefundNews {
  kind: 'refunded' | 'refund_failed'
  refundStripeId: string
}

/** What was not known of the payments of a purchase before. */
export interface PaymentNews {
  /** Stripe's ids of payments. */
  payments: string[]
  refunds: RefundNews[]
  /** Stripe's ids of disputes. */
  disputes: string[]
}

/**
 * Brings the payments of a purchase, and what was taken back of them, to what Stripe said. Rows are
 * never deleted; who made a refund here stays noted. For `WritePurchase` alone: its version check
 * makes sure that nobody else writes them at the same time.
 */
export default class WritePayments {
  /** @returns what was not known before */
  async handle(
    purchaseId: number,
    payments: PaymentState[],
    trx: TransactionClientContract
  ): Promise<PaymentNews> {
    const news: PaymentNews = { payments: [], refunds: [], disputes: [] }
    const known = await Payment.query({ client: trx })
      .where('purchaseId', purchaseId)
      .preload('refunds')
      .preload('disputes')

    for (const { refunds, disputes, ...columns } of payments) {
      const found = known.find(({ stripeId }) => stripeId === columns.stripeId)
      const payment = found ?? new Payment().useTransaction(trx)
      await payment.merge({ ...columns, purchaseId }).save()

      if (!found) {
        news.payments.push(columns.stripeId)
      }
      news.refunds.push(...refunds.flatMap((refund) => newsOf(refund, found?.refunds ?? [])))
      news.disputes.push(...unknownIds(disputes, found?.disputes ?? []))
      await this.#writeRefunds(payment.id, refunds, found?.refunds ?? [], trx)
      await this.#writeDisputes(payment.id, disputes, found?.disputes ?? [], trx)
    }
    return news
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

function newsOf({ stripeId, status }: RefundState, known: Refund[]): RefundNews[] {
  const before = known.find((refund) => refund.stripeId === stripeId)
  const kind = givesBack(status) ? 'refunded' : 'refund_failed'
  const isNews = before === undefined || givesBack(before.status) !== givesBack(status)
  return isNews ? [{ kind, refundStripeId: stripeId }] : []
}

function unknownIds(disputes: DisputeState[], known: Dispute[]): string[] {
  const ids = known.map(({ stripeId }) => stripeId)
  return disputes.map(({ stripeId }) => stripeId).filter((id) => !ids.includes(id))
}
