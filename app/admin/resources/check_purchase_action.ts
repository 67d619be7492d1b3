import app from '@adonisjs/core/services/app'
import CheckPurchase, { type CheckPurchaseOutcome } from '#actions/check_purchase'
import type { Notice, RecordAction } from '#admin/resource'
import { purchaseStatus } from '#admin/resources/purchase_words'
import type { PurchaseRecord } from '#queries/find_purchase_record'

/** Looks at a purchase at Stripe again. */
export const checkPurchase: RecordAction<PurchaseRecord> = {
  key: 'check',
  label: 'Check with Stripe',
  permission: 'purchases.check',
  isOffered: ({ purchase }) => purchase.checkoutSessionId !== null,
  run: async (id, actor) => {
    const action = await app.container.make(CheckPurchase)
    return noticeOf(await action.handle({ purchaseId: id, actor }))
  },
}

function noticeOf(outcome: CheckPurchaseOutcome): Notice | null {
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

function checkedNotice(outcome: Extract<CheckPurchaseOutcome, { type: 'checked' }>): Notice {
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
