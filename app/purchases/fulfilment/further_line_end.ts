import type { DateTime } from 'luxon'
import storeConfig from '#config/store'
import type Purchase from '#models/purchase'

/**
 * When the access ends that staff granted for a recurring line of a checkout: with the subscription
 * that pays for it, and its days of grace.
 */
export function endOfFurtherLine(
  paid: Pick<Purchase, 'status' | 'cancelsAt' | 'currentPeriodEndsAt' | 'endedAt' | 'purchasedAt'>
): DateTime {
  if (paid.status !== 'active' && paid.status !== 'past_due') {
    return paid.endedAt ?? paid.purchasedAt
  }
  return (
    paid.cancelsAt ??
    paid.currentPeriodEndsAt?.plus({ days: storeConfig.graceDays }) ??
    paid.purchasedAt
  )
}
