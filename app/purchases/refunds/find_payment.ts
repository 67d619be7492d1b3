import Purchase from '#models/purchase'
import type RefundRequest from '#models/refund_request'
import {
  newestPayments,
  type PurchasePayment,
  purchasePayments,
} from '#purchases/purchase_payments'

/** A payment as far as it was for a purchase. */
export interface FoundPayment {
  purchase: Purchase
  payment: PurchasePayment
}

/**
 * A payment of a purchase with its refunds.
 */
export default class FindPayment {
  /** @returns null where the purchase has no such payment */
  async handle(of: { purchaseId: number; paymentId: number }): Promise<FoundPayment | null> {
    const purchase = await Purchase.query()
      .where('id', of.purchaseId)
      .preload('paymentLines', (lines) => {
        lines.where('paymentId', of.paymentId)
        newestPayments(1)(lines)
      })
      .first()
    const payment = purchase && purchasePayments(purchase).at(0)
    return purchase && payment ? { purchase, payment } : null
  }

  /**
   * The payment of a refund request.
   * @throws {Error} where it does not exist
   */
  async ofRequest({ paymentId, purchaseId }: RefundRequest): Promise<FoundPayment> {
    const found = await this.handle({ purchaseId: purchaseId ?? 0, paymentId })
    if (found === null) {
      throw new Error(`Purchase ${purchaseId} has no payment ${paymentId}`)
    }
    return found
  }
}
