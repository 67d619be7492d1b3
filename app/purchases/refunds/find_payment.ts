import Payment from '#models/payment'
import type RefundRequest from '#models/refund_request'

/**
 * A payment of a purchase with what was given back of it.
 */
export default class FindPayment {
  /** @returns null where that purchase has no such payment */
  async handle(of: { purchaseId: number; paymentId: number }): Promise<Payment | null> {
    return this.#query().where('id', of.paymentId).where('purchaseId', of.purchaseId).first()
  }

  /** The one that a refund was asked for. */
  async ofRequest({ paymentId }: RefundRequest): Promise<Payment> {
    return this.#query().where('id', paymentId).firstOrFail()
  }

  #query() {
    return Payment.query().preload('purchase').preload('refunds').preload('disputes')
  }
}
