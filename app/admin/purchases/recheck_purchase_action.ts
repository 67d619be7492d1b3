import app from '@adonisjs/core/services/app'
import RecheckPurchase, { type RecheckPurchaseOutcome } from '#purchases/recheck_purchase'
import type { Notice, RecordAction } from '#records/declarations/resource'
import { purchaseStatus } from '#admin/purchases/purchase_labels'
import type { PurchaseRecord } from '#admin/purchases/find_purchase_record'

/** Updates a purchase from Stripe. */
export const recheckPurchase: RecordAction<PurchaseRecord> = {
  key: 'check',
  label: 'Check with Stripe',
  permission: 'purchases.check',
  isOffered: ({ purchase }) => purchase.checkoutSessionId !== null,
  run: async (id, actor) => {
    const action = await app.container.make(RecheckPurchase)
    return noticeOf(await action.handle({ purchaseId: id, actor }))
  },
}

function noticeOf(outcome: RecheckPurchaseOutcome): Notice | null {
  switch (outcome.type) {
    case 'checked':
      return checkedNotice(outcome)
    case 'unreachable':
      return { kind: 'error', text: `Stripe did not answer as hoped: ${outcome.problem}` }
    case 'not_at_stripe':
      return { kind: 'info', text: 'This purchase was granted here; Stripe knows nothing of it.' }
    default:
      return null
  }
}

function checkedNotice(outcome: Extract<RecheckPurchaseOutcome, { type: 'checked' }>): Notice {
  const [before, after] = [outcome.before, outcome.after].map((s) => purchaseStatus(s).text)
  if (['fulfilled', 'pending', 'failed'].includes(outcome.stripe)) {
    return before === after
      ? { kind: 'success', text: `Stripe says the same: ${after}.` }
      : { kind: 'success', text: `Brought up to date: ${before} is now ${after}.` }
  }
  return {
    kind: 'error',
    text: 'Stripe does not have this checkout, or not as one of this store. Nothing was changed.',
  }
}
