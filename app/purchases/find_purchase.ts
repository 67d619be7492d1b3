import { DateTime } from 'luxon'
import type Payment from '#models/payment'
import Purchase from '#models/purchase'
import FindAccess, { type Access } from '#access/find_access'
import ListCurrentFiles, { type CurrentFile } from '#catalogue/files/list_current_files'

/** A purchase as its buyer sees it. */
export interface PurchaseDetails {
  purchase: Purchase
  /** The access that this purchase alone gives. */
  access: Access
  files: CurrentFile[]
  /** With their refunds, newest first. */
  payments: Payment[]
}

/**
 * One purchase with its access, payments and files, for its buyer; null for everybody else.
 */
export default class FindPurchase {
  async handle({
    userId,
    reference,
  }: {
    userId: number
    reference: string
  }): Promise<PurchaseDetails | null> {
    const purchase = await Purchase.query()
      .where('reference', reference)
      .where('userId', userId)
      .preload('productConfiguration', (configuration) => configuration.preload('product'))
      .preload('payments', (payments) =>
        payments
          .preload('refunds', (refunds) => refunds.orderBy('id'))
          .orderBy('paidAt', 'desc')
          .orderBy('id', 'desc')
      )
      .first()
    if (purchase === null) {
      return null
    }
    const { productConfiguration, productConfigurationId } = purchase
    const files = await new ListCurrentFiles().handle([productConfigurationId])
    return {
      purchase,
      access: new FindAccess().judge(productConfiguration, purchase, DateTime.utc()),
      files: files.get(productConfigurationId) ?? [],
      payments: purchase.payments,
    }
  }
}
