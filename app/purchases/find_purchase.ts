import { DateTime } from 'luxon'
import Purchase from '#models/purchase'
import {
  newestPayments,
  type PurchasePayment,
  purchasePayments,
} from '#purchases/purchase_payments'
import type { Buyer } from '#buyers/buyer'
import { ofBuyer } from '#buyers/purchases_of'
import FindAccess, { type Access } from '#access/find_access'
import ListCurrentFiles, { type FilesPage } from '#catalogue/files/list_current_files'

/** A purchase as its buyer sees it. */
export interface PurchaseDetails {
  purchase: Purchase
  /** The access that this purchase alone gives. */
  access: Access
  /** One page of them. */
  files: FilesPage
  /** The latest, with their refunds, newest first. */
  payments: PurchasePayment[]
  hasOlderPayments: boolean
}

/** Payments of a purchase that its page shows. */
const MOST_PAYMENTS = 100

export interface FindPurchaseInput {
  buyer: Buyer
  reference: string
  /** The page of its files; starts at 1. */
  filesPage: number
}

/**
 * One purchase with its access, payments and files, for its buyer; null for everybody else.
 */
export default class FindPurchase {
  async handle({
    buyer,
    reference,
    filesPage,
  }: FindPurchaseInput): Promise<PurchaseDetails | null> {
    const purchase = await Purchase.query()
      .where('reference', reference)
      .where(ofBuyer(buyer))
      .preload('productConfiguration', (configuration) => configuration.preload('product'))
      .preload('furtherLines', (lines) => lines.orderBy('id'))
      .preload('paymentLines', newestPayments(MOST_PAYMENTS + 1))
      .first()
    if (purchase === null) {
      return null
    }
    const { productConfiguration, productConfigurationId } = purchase
    const files = await new ListCurrentFiles().handle([productConfigurationId], { page: filesPage })
    return {
      purchase,
      access: new FindAccess().judge(productConfiguration, purchase, DateTime.utc()),
      files: files.get(productConfigurationId)!,
      payments: purchasePayments(purchase).slice(0, MOST_PAYMENTS),
      hasOlderPayments: purchase.paymentLines.length > MOST_PAYMENTS,
    }
  }
}
