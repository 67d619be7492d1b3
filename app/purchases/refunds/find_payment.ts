import Payment from '#models/payment'
import type RefundRequest from '#models/refund_request'

/**
 * A payment of a purchase with its refunds.
 */
export default class FindPayment {
  /** @returns null where the purchase has no such payment */
  async handle(of: { purchaseId: number; paymentId: number }): Promise<Payment | null> {
    return this.#query().where('id', of.paymentId).where('purchaseId', of.purchaseId).first()
  }

  /**
   * The payment of a refund request.
   * @throws {Error} where it does not exist
   */
  async ofRequest({ paymentId }: RefundRequest): Promise<Payment> {
    return this.#query().where('id', paymentId).firstOrFail()
  }

  #query() {
    return Payment.query().preload('purchase').preload('refunds').preload('disputes')
  }
}
