import type { DateTime } from 'luxon'

/**
 * Why a user may or may not use a product.
 *
 * Allowed: `active` bought, `kept` by staff, `trial` not charged yet, `renewing` paid for this
 * period, `grace` the renewal is late, `cancelling` paid until it ends, `paused` paid, and not charged
 * again for now. All others are refusals.
 */
export type AccessCode =
  | 'active'
  | 'kept'
  | 'trial'
  | 'renewing'
  | 'grace'
  | 'cancelling'
  | 'paused'
  | 'pending'
  | 'failed'
  | 'refunded'
  | 'disputed'
  | 'lost'
  | 'past_due_over'
  | 'paused_over'
  | 'ended'
  | 'revoked'
  | 'mismatch'
  | 'never_bought'
  | 'other_price'
  | 'signed_out'
  | 'unknown_product'
  | 'unknown_status'

/** The columns of a purchase that decide about access. */
export interface JudgedPurchase {
  status: string
  isRecurring: boolean
  currentPeriodEndsAt: DateTime | null
  trialEndsAt?: DateTime | null
  cancelsAt: DateTime | null
  /** What Stripe does with the invoices of a subscription that is not charged for now; else null. */
  collectionPause?: string | null
  collectionResumesAt?: DateTime | null
  /** The end of the last period that was paid. */
  paidUntil?: DateTime | null
  pastDueSince: DateTime | null
  accessOverride: string | null
  overrideEndsAt: DateTime | null
}

/** The same as names, for queries that do not read whole rows. */
export const JUDGED_COLUMNS = [
  'status',
  'isRecurring',
  'currentPeriodEndsAt',
  'trialEndsAt',
  'cancelsAt',
  'collectionPause',
  'collectionResumesAt',
  'paidUntil',
  'pastDueSince',
  'accessOverride',
  'overrideEndsAt',
] as const satisfies readonly (keyof JudgedPurchase)[]

/** The settings of a product that decide about access. */
export interface AccessSettings {
  /** Days of access after a renewal is due and unpaid. */
  graceDays: number
  /** Whether a full refund ends access; true where omitted. */
  refundEndsAccess?: boolean
}

/** The access that one purchase gives. */
export interface Judgement {
  allowed: boolean
  code: AccessCode
  /**
   * When the answer changes without any event; null for never. Exclusive: access until noon is
   * refused at noon.
   */
  until: DateTime | null
}

const REFUSED_STATUSES = ['pending', 'failed', 'refunded', 'disputed', 'lost', 'mismatch'] as const

/**
 * Whether a purchase gives its buyer access at a given time, from its row and the clock alone. A
 * decision of staff that applies comes first, then Stripe's state. Unknown states are refused.
 */
export function judgePurchase(
  purchase: JudgedPurchase,
  settings: AccessSettings,
  now: DateTime
): Judgement {
  const { accessOverride, overrideEndsAt } = purchase

  if (accessOverride === null) {
    return endBy(overrideEndsAt, judgeStatus(purchase, settings, now), now)
  }
  if (overrideEndsAt !== null && overrideEndsAt <= now) {
    return judgeStatus(purchase, settings, now)
  }
  switch (accessOverride) {
    case 'revoked':
      return { allowed: false, code: 'revoked', until: overrideEndsAt }
    case 'kept':
      return { allowed: true, code: 'kept', until: endOfKept(purchase, settings) }
    default:
      return refuse('unknown_status')
  }
}

function judgeStatus(purchase: JudgedPurchase, settings: AccessSettings, now: DateTime): Judgement {
  const { status } = purchase

  if (status === 'active' || (status === 'refunded' && settings.refundEndsAccess === false)) {
    return purchase.isRecurring
      ? judgeSubscription(purchase, settings, now)
      : { allowed: true, code: 'active', until: null }
  }
  if (status === 'past_due') {
    return judgePastDue(purchase, settings, now)
  }
  if (status === 'lapsed') {
    return refuse('ended')
  }
  const refused = REFUSED_STATUSES.find((known) => known === status)
  return refuse(refused ?? 'unknown_status')
}

/**
 * A subscription that is paid. A late renewal event must not lock out a buyer who paid, hence the
 * grace. A subscription that ends with the paid period has no renewal, and so no grace; one that is
 * set to end later renews until then.
 */
function judgeSubscription(
  purchase: JudgedPurchase,
  { graceDays }: AccessSettings,
  now: DateTime
): Judgement {
  const { cancelsAt, currentPeriodEndsAt, trialEndsAt } = purchase
  if (isPaused(purchase, now)) {
    return endBy(cancelsAt, judgePaused(purchase, now), now)
  }
  if (endsWithPeriod(purchase)) {
    return now < cancelsAt!
      ? { allowed: true, code: 'cancelling', until: cancelsAt }
      : refuse('ended')
  }
  if (currentPeriodEndsAt === null) {
    return refuse('unknown_status')
  }
  const until = currentPeriodEndsAt.plus({ days: graceDays })
  if (now < currentPeriodEndsAt) {
    const isTrial = trialEndsAt ? now < trialEndsAt : false
    return endBy(cancelsAt, { allowed: true, code: isTrial ? 'trial' : 'renewing', until }, now)
  }
  return now < until
    ? endBy(cancelsAt, { allowed: true, code: 'grace', until }, now)
    : refuse('ended')
}

/**
 * Whether a subscription ends before it is charged again. Stripe may set the end of one to any time,
 * and charges it until then.
 *
 * Source: https://docs.stripe.com/billing/subscriptions/cancel
 */
export function endsWithPeriod({
  cancelsAt,
  currentPeriodEndsAt,
}: Pick<JudgedPurchase, 'cancelsAt' | 'currentPeriodEndsAt'>): boolean {
  return cancelsAt !== null && (currentPeriodEndsAt === null || cancelsAt <= currentPeriodEndsAt)
}

/**
 * Whether no payment is collected now, and the pause goes beyond what was paid. A pause that ends
 * before the next payment is due changes nothing.
 */
function isPaused(
  { collectionPause = null, collectionResumesAt = null, paidUntil = null }: JudgedPurchase,
  now: DateTime
): boolean {
  return (
    collectionPause !== null &&
    (collectionResumesAt === null ||
      (now < collectionResumesAt && (paidUntil === null || paidUntil < collectionResumesAt)))
  )
}

/**
 * Whatever Stripe does with the invoices of a pause, nothing is paid for its periods, so they give no
 * access: it ends with the last paid period, and there is no grace, for no payment is due. Where a
 * store means to give the product away meanwhile, staff can keep the access.
 *
 * Source: https://docs.stripe.com/billing/subscriptions/pause-payment
 */
function judgePaused(
  { collectionResumesAt = null, paidUntil = null }: JudgedPurchase,
  now: DateTime
): Judgement {
  return paidUntil !== null && now < paidUntil
    ? { allowed: true, code: 'paused', until: paidUntil }
    : { allowed: false, code: 'paused_over', until: collectionResumesAt }
}

/** The grace starts on the date of the unpaid invoice, not when its webhook arrived. */
function judgePastDue(
  { cancelsAt, pastDueSince }: JudgedPurchase,
  { graceDays }: AccessSettings,
  now: DateTime
): Judgement {
  const graceEnds = pastDueSince?.plus({ days: graceDays }) ?? null
  if (graceEnds === null || graceEnds <= now) {
    return refuse('past_due_over')
  }
  return endBy(cancelsAt, { allowed: true, code: 'grace', until: graceEnds }, now)
}

/** Access ends at the date that staff set, whatever Stripe says. */
function endBy(end: DateTime | null, judgement: Judgement, now: DateTime): Judgement {
  if (end === null || !judgement.allowed) {
    return judgement
  }
  if (end <= now) {
    return refuse('ended')
  }
  return judgement.until === null || end < judgement.until
    ? { ...judgement, until: end }
    : judgement
}

/** The end of kept access; later where the purchase itself still gives access then. */
function endOfKept(purchase: JudgedPurchase, settings: AccessSettings): DateTime | null {
  if (purchase.overrideEndsAt === null) {
    return null
  }
  const afterwards = judgeStatus(purchase, settings, purchase.overrideEndsAt)
  return afterwards.allowed ? afterwards.until : purchase.overrideEndsAt
}

function refuse(code: AccessCode): Judgement {
  return { allowed: false, code, until: null }
}
