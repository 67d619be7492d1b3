import type { DateTime } from 'luxon'
import { type AccessSettings, judgePurchase } from '#access/access_rules'
import type FurtherLine from '#models/further_line'
import type Purchase from '#models/purchase'

/**
 * When the access ends that staff granted for a further line of a checkout; null for never. What is
 * paid with a subscription lasts as long as the subscription gives access, and what was paid once as
 * long as the payment is not returned. What staff decided about the other product does not count.
 * @param settings of the product that was granted
 */
export function endOfFurtherLine(
  { isRecurring }: Pick<FurtherLine, 'isRecurring'>,
  paid: Purchase,
  settings: AccessSettings,
  now: DateTime
): DateTime | null {
  if (paid.isRecurring && !isRecurring) {
    return null
  }
  const { status, currentPeriodEndsAt, trialEndsAt, cancelsAt, pastDueSince } = paid
  const { collectionPause, collectionResumesAt, paidUntil } = paid
  const { allowed, until } = judgePurchase(
    {
      status,
      isRecurring: paid.isRecurring,
      currentPeriodEndsAt,
      trialEndsAt,
      cancelsAt,
      pastDueSince,
      collectionPause,
      collectionResumesAt,
      paidUntil,
      accessOverride: null,
      overrideEndsAt: null,
    },
    settings,
    now
  )
  return allowed ? until : endedBefore(paid, now)
}

function endedBefore(paid: Purchase, now: DateTime): DateTime {
  const { endedAt, cancelsAt, paidUntil, purchasedAt } = paid
  const ended = [endedAt, cancelsAt, paidUntil].find((time) => time !== null && time <= now)
  return ended ?? purchasedAt
}
