import logger from '@adonisjs/core/services/logger'
import { dispatchSafely } from '#shared/dispatch_safely'
import type { WrittenCheckout, WrittenPurchase } from '#purchases/fulfilment/write_checkout'
import type { PaymentUpdates } from '#purchases/fulfilment/write_payments'
import AccessEnded from '#events/access_ended'
import AccessRestored from '#events/access_restored'
import PurchaseCompleted from '#events/purchase_completed'
import PurchaseDisputed from '#events/purchase_disputed'
import PurchaseProductChanged from '#events/purchase_product_changed'
import PurchaseRefunded from '#events/purchase_refunded'
import PurchaseRenewed from '#events/purchase_renewed'
import PurchaseStatusChanged from '#events/purchase_status_changed'
import type { PurchaseStatus } from '#models/purchase_status'

/** Statuses that give access. */
const OPEN: PurchaseStatus[] = ['active', 'past_due']

/** Statuses before anything was paid. */
const UNPAID: (PurchaseStatus | null)[] = [null, 'pending', 'failed']

/**
 * Dispatches the events for listeners, after the commit, and logs a purchase that got a problem
 * status.
 */
export default class DispatchPurchaseEvents {
  async handle({ purchases, updates }: WrittenCheckout): Promise<void> {
    for (const written of purchases) {
      await this.#dispatch(written, updatesOf(written, updates))
    }
  }

  async #dispatch(written: WrittenPurchase, updates: PaymentUpdates) {
    const { purchase, before, productBefore } = written
    if (before !== purchase.status && purchase.statusDetail !== null) {
      logger.error(
        { purchase: purchase.reference, status: purchase.status, detail: purchase.statusDetail },
        'A purchase needs attention: it gives no access'
      )
    }
    await this.#dispatchStatus(written)
    if (productBefore !== null) {
      await dispatchSafely(() => PurchaseProductChanged.dispatch(purchase, productBefore))
    }
    const renewals = UNPAID.includes(before) ? [] : updates.payments
    await dispatchEach(renewals, ({ stripeId }) => PurchaseRenewed.dispatch(purchase, stripeId))
    await dispatchEach(updates.refunds, ({ kind, refundStripeId }) =>
      PurchaseRefunded.dispatch(purchase, refundStripeId, kind === 'refunded')
    )
    await dispatchEach(updates.disputes, ({ stripeId }) =>
      PurchaseDisputed.dispatch(purchase, stripeId)
    )
  }

  async #dispatchStatus({ purchase, before }: WrittenPurchase) {
    const { status } = purchase
    if (before === status) {
      return
    }
    await dispatchSafely(() => PurchaseStatusChanged.dispatch(purchase, before))
    if (UNPAID.includes(before)) {
      if (status === 'active') {
        await dispatchSafely(() => PurchaseCompleted.dispatch(purchase))
      }
    } else if (OPEN.includes(before!) && !OPEN.includes(status)) {
      await dispatchSafely(() => AccessEnded.dispatch(purchase))
    } else if (!OPEN.includes(before!) && OPEN.includes(status)) {
      await dispatchSafely(() => AccessRestored.dispatch(purchase))
    }
  }
}

/** What of the updates is about a purchase. */
function updatesOf({ purchase: { id } }: WrittenPurchase, updates: PaymentUpdates): PaymentUpdates {
  const isOwn = ({ purchaseIds }: { purchaseIds: number[] }) => purchaseIds.includes(id)
  return {
    payments: updates.payments.filter(isOwn),
    refunds: updates.refunds.filter(isOwn),
    disputes: updates.disputes.filter(isOwn),
  }
}

async function dispatchEach<Item>(items: Item[], dispatch: (item: Item) => Promise<unknown>) {
  for (const item of items) {
    await dispatchSafely(() => dispatch(item))
  }
}
