import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import { findRecipient } from '#buyers/buyer_facts'
import QueueMail from '#mail/queue_mail'
import RefundPurchase from '#purchases/refunds/refund_purchase'
import type { Actor } from '#authority/actor'
import { purchasePayments } from '#purchases/purchase_payments'
import { refundableAmount } from '#purchases/refund_rules'
import Purchase from '#models/purchase'
import FindDoublePayments from '#purchases/refunds/find_double_payments'

/** The actor of acts that follow the store's own rules. */
const THE_STORE: Actor = {
  id: null,
  label: 'The store itself',
  role: 'owner',
  address: null,
  userAgent: null,
  requestId: null,
}

/**
 * Settles accidental second payments, as from two tabs: the second payment is refunded or kept, as
 * configured, and the buyer is notified either way. It works from rows, so an interrupted run is
 * resumed by the next.
 */
@inject()
export default class SettleDoublePayments {
  constructor(private refundPurchase: RefundPurchase) {}

  async handle(): Promise<void> {
    for (const purchase of await new FindDoublePayments().handle()) {
      const isSettled = storeConfig.doublePayments === 'keep' || (await this.#refund(purchase))
      if (isSettled) {
        await this.#notifyBuyer(purchase)
      }
    }
  }

  async #refund(purchase: Purchase): Promise<boolean> {
    for (const payment of purchasePayments(purchase)) {
      const amount = refundableAmount(payment)
      const outcome =
        amount === 0
          ? { type: 'refunded' as const }
          : await this.refundPurchase.handle({
              request: `double-${purchase.reference}-${payment.id}`,
              purchaseId: purchase.id,
              paymentId: payment.id,
              amount,
              reason: 'duplicate',
              note: 'Paid twice',
              keepsAccess: false,
              subscription: null,
              actor: THE_STORE,
            })
      if (outcome.type !== 'refunded') {
        logger.error({ purchase: purchase.reference, outcome }, 'A double payment is not refunded')
        return false
      }
    }
    return true
  }

  async #notifyBuyer(purchase: Purchase) {
    const { reference } = purchase
    await db.transaction(async (trx) =>
      new QueueMail().handle(
        {
          kind: storeConfig.doublePayments === 'keep' ? 'paid_twice_kept' : 'paid_twice_refunded',
          ...(await findRecipient(purchase, trx)),
          dedupeKey: `paid_twice:${reference}`,
          data: { purchaseReference: reference },
          purchaseId: purchase.id,
        },
        trx
      )
    )
  }
}
