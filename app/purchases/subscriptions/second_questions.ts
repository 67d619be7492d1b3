import { chargesAgain } from '#access/charges'
import { endsWithPeriod } from '#access/access_rules'
import type Purchase from '#models/purchase'

/**
 * What becomes of a subscription that has not ended.
 *
 * - `charged` it is charged again; `past_due` so it is, and its last payment failed
 * - `pending` its first payment is on its way
 * - `paused` its payments are; `unpaid` they failed, and it goes on once one succeeds
 * - `ending` it ends before it is charged again, unless that is taken back
 * - `stopped` it is not charged for another reason
 * - `several` there are more than one, of which not all are charged
 */
export type Standing =
  'charged' | 'past_due' | 'pending' | 'paused' | 'unpaid' | 'ending' | 'stopped' | 'several'

/**
 * The question before somebody buys what they have: `owned` it is open, `pending` its payment is on
 * its way; `second` another subscription beside one, `once` a price that is paid once beside one.
 */
export type Question = 'owned' | 'pending' | `${'second' | 'once'}.${Standing}`

/** Recorded in place of a question where the product may be bought again without one. */
export const NOT_TO_BE_ASKED = 'none'

/** The standings of which the buyer is told for certain that both subscriptions are charged. */
const CERTAIN: Standing[] = ['charged', 'past_due', 'pending']

/**
 * What a buyer answered who knew that two subscriptions would be charged. Where the first was not
 * charged then, they do not expect that it is later.
 */
export const TOLD_OF_BOTH_CHARGES: string[] = [
  ...CERTAIN.map((standing) => `second.${standing}`),
  NOT_TO_BE_ASKED,
]

/** What becomes of subscriptions that have not ended; null where there is none. */
export function standingOf(purchases: Purchase[]): Standing | null {
  const standings = purchases.map(standingOfOne)
  const isCertain = (standing: Standing) => CERTAIN.includes(standing)
  return standings.some(isCertain) && !standings.every(isCertain)
    ? 'several'
    : (ORDER.find((standing) => standings.includes(standing)) ?? null)
}

/** Which one is named where there are several of one kind. */
const ORDER: Standing[] = [...CERTAIN, 'paused', 'unpaid', 'stopped', 'ending']

function standingOfOne(purchase: Purchase): Standing {
  if (purchase.status === 'pending') {
    return 'pending'
  }
  if (chargesAgain(purchase)) {
    return purchase.stripeStatus === 'past_due' ? 'past_due' : 'charged'
  }
  if (endsWithPeriod(purchase)) {
    return 'ending'
  }
  if (purchase.stripeStatus === 'unpaid') {
    return 'unpaid'
  }
  return purchase.collectionPause === null ? 'stopped' : 'paused'
}
