import type { DateTime } from 'luxon'
import { endsWithPeriod } from '#access/access_rules'

/** The columns of a purchase that decide whether its subscription is charged again. */
export interface ChargedPurchase {
  subscriptionId: string | null
  stripeStatus: string | null
  endedAt: DateTime | null
  cancelsAt: DateTime | null
  currentPeriodEndsAt: DateTime | null
  collectionPause: string | null
  collectionResumesAt: DateTime | null
}

/** Stripe's statuses in which it collects payments for a subscription. */
const COLLECTED = ['active', 'trialing', 'past_due']

/** Stripe's statuses of a subscription that nothing changes any more. */
export const ENDED_STATUSES = ['canceled', 'incomplete_expired']

/**
 * Whether Stripe will charge the subscription of a purchase again, as far as is known here: it is
 * running, its collection is not paused, and it does not end with the paid period.
 */
export function chargesAgain(purchase: ChargedPurchase): boolean {
  return isCollected(purchase) && !endsWithPeriod(purchase)
}

/**
 * When Stripe charges it next; null where it does not, or where that is not known: a pause that goes
 * beyond the paid period skips payments.
 */
export function nextChargeAt(purchase: ChargedPurchase): DateTime | null {
  const { collectionPause, collectionResumesAt, currentPeriodEndsAt } = purchase
  const isSkipped =
    collectionPause !== null &&
    collectionResumesAt !== null &&
    currentPeriodEndsAt !== null &&
    collectionResumesAt > currentPeriodEndsAt
  return chargesAgain(purchase) && !isSkipped ? currentPeriodEndsAt : null
}

/** Whether Stripe has a subscription for a purchase that has not ended. */
export function hasSubscription({ subscriptionId, endedAt }: ChargedPurchase): boolean {
  return subscriptionId !== null && endedAt === null
}

/** A pause that ends by itself only postpones the next payment. */
function isCollected(purchase: ChargedPurchase): boolean {
  const { stripeStatus, collectionPause, collectionResumesAt } = purchase
  return (
    hasSubscription(purchase) &&
    COLLECTED.includes(stripeStatus ?? '') &&
    (collectionPause === null || collectionResumesAt !== null)
  )
}

/** SQL: the same as `chargesAgain`, of a table of purchases. */
export function chargesAgainInSql(table: string): string {
  return `(${table}.subscription_id is not null and ${table}.ended_at is null
    and ${table}.stripe_status in (${COLLECTED.map((status) => `'${status}'`).join(', ')})
    and (${table}.collection_pause is null or ${table}.collection_resumes_at is not null)
    and (${table}.cancels_at is null or ${table}.cancels_at > ${table}.current_period_ends_at))`
}
