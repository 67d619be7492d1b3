import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import Dispute from '#models/dispute'
import Payment from '#models/payment'
import Refund from '#models/refund'
import type { DisputeState, PaymentState, RefundState } from '#payments/purchase_state'

/**
 * Brings the payments of a purchase, and what was taken back of them, to what Stripe said. Rows are
 * never deleted; who made a refund here stays noted. For `WritePurchase` alone: its version check
 * makes sure that nobody else writes them at the same time.
 */
export default class WritePayments {
  async handle(
    purchaseId: number,
    payments: PaymentState[],
    trx: TransactionClientContract
  ): Promise<void> {
    const known = await Payment.query({ client: trx })
      .where('purchaseId', purchaseId)
      .preload('refunds')
      .preload('disputes')

    for (const { refunds, disputes, ...columns } of payments) {
      const found = known.find(({ stripeId }) => stripeId === columns.stripeId)
      const payment = found ?? new Payment().useTransaction(trx)
      await payment.merge({ ...columns, purchaseId }).save()

      await this.#writeRefunds(payment.id, refunds, found?.refunds ?? [], trx)
      await this.#writeDisputes(payment.id, disputes, found?.disputes ?? [], trx)
    }
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
