import logger from '@adonisjs/core/services/logger'
import { dispatchSafely } from '#shared/dispatch_safely'
import type { WrittenPurchase } from '#purchases/fulfilment/write_purchase'
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
  /** @param input.before null for a new purchase */
  async handle(input: WrittenPurchase & { before: PurchaseStatus | null }): Promise<void> {
    const { purchase, before, updates, productBefore } = input
    if (before !== purchase.status && purchase.statusDetail !== null) {
      logger.error(
        { purchase: purchase.reference, status: purchase.status, detail: purchase.statusDetail },
        'A purchase needs attention: it gives no access'
      )
    }
    await this.#dispatchStatus(input)
    if (productBefore !== null) {
      await dispatchSafely(() => PurchaseProductChanged.dispatch(purchase, productBefore))
    }
    const renewals = UNPAID.includes(before) ? [] : updates.payments
    await dispatchEach(renewals, (id) => PurchaseRenewed.dispatch(purchase, id))
    await dispatchEach(updates.refunds, ({ kind, refundStripeId }) =>
      PurchaseRefunded.dispatch(purchase, refundStripeId, kind === 'refunded')
    )
    await dispatchEach(updates.disputes, (id) => PurchaseDisputed.dispatch(purchase, id))
  }

  async #dispatchStatus({ purchase, before }: WrittenPurchase & { before: PurchaseStatus | null }) {
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

async function dispatchEach<Item>(items: Item[], dispatch: (item: Item) => Promise<unknown>) {
  for (const item of items) {
    await dispatchSafely(() => dispatch(item))
  }
}
