import type { DateTime } from 'luxon'

/**
 * Why somebody may use a product, or may not.
 *
 * Allowed: `active` bought, `kept` by staff, `trial` not to be paid yet, `renewing` paid for this
 * period, `grace` a late renewal, `cancelling` paid until it ends. All others are refusals.
 */
export type AccessCode =
  | 'active'
  | 'kept'
  | 'trial'
  | 'renewing'
  | 'grace'
  | 'cancelling'
  | 'pending'
  | 'failed'
  | 'refunded'
  | 'disputed'
  | 'lost'
  | 'past_due_over'
  | 'ended'
  | 'revoked'
  | 'mismatch'
  | 'never_bought'
  | 'signed_out'
  | 'unknown_product'
  | 'unknown_status'

/** What of a purchase decides about access. */
export interface JudgedPurchase {
  status: string
  isRecurring: boolean
  currentPeriodEndsAt: DateTime | null
  trialEndsAt?: DateTime | null
  cancelsAt: DateTime | null
  pastDueSince: DateTime | null
  accessOverride: string | null
  overrideEndsAt: DateTime | null
}

/** What of the product's settings decides about access. */
export interface AccessSettings {
  /** Days that a late renewal is waited for. */
  graceDays: number
  /** Whether a full refund ends access; so it does unless a product says otherwise. */
  refundEndsAccess?: boolean
}

export interface Judgement {
  allowed: boolean
  code: AccessCode
  /**
   * When this answer ends by itself; null: not by itself. An end that is reached is over: access
   * until noon is refused at noon.
   */
  until: DateTime | null
}

const REFUSED_STATUSES = ['pending', 'failed', 'refunded', 'disputed', 'lost', 'mismatch'] as const

/**
 * Whether a purchase gives access at a moment, from its row and the clock alone: what staff decided
 * and is in force comes first, then what Stripe said. What is not known is refused.
 * Source: the table "Access follows Stripe" of the design
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

/**
 * The one of several judgements that counts: access that lasts longest, and where none gives
 * access, the first. Hand them over newest purchase first.
 */
export function chooseJudgement<Candidate extends { judgement: Judgement }>(
  candidates: Candidate[]
): Candidate | null {
  const allowed = candidates.filter(({ judgement }) => judgement.allowed)
  if (allowed.length === 0) {
    return candidates[0] ?? null
  }
  return allowed.reduce((best, other) => (lastsLonger(other, best) ? other : best))
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
 * A subscription that is paid. A late renewal event must not shut out somebody who paid, hence the
 * grace; one that is cancelled has no renewal to wait for.
 */
function judgeSubscription(
  { cancelsAt, currentPeriodEndsAt, trialEndsAt }: JudgedPurchase,
  { graceDays }: AccessSettings,
  now: DateTime
): Judgement {
  if (cancelsAt !== null) {
    return now < cancelsAt
      ? { allowed: true, code: 'cancelling', until: cancelsAt }
      : refuse('ended')
  }
  if (currentPeriodEndsAt === null) {
    return refuse('unknown_status')
  }
  const until = currentPeriodEndsAt.plus({ days: graceDays })
  if (now < currentPeriodEndsAt) {
    const isTrial = trialEndsAt ? now < trialEndsAt : false
    return { allowed: true, code: isTrial ? 'trial' : 'renewing', until }
  }
  return now < until ? { allowed: true, code: 'grace', until } : refuse('ended')
}

/** The grace counts from the date of the unpaid invoice, not from the news of it. */
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

/** Access that staff gave an end date lasts no longer, whatever Stripe says. */
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

/** Kept access goes on after its own end where the purchase then gives access by itself. */
function endOfKept(purchase: JudgedPurchase, settings: AccessSettings): DateTime | null {
  if (purchase.overrideEndsAt === null) {
    return null
  }
  const afterwards = judgeStatus(purchase, settings, purchase.overrideEndsAt)
  return afterwards.allowed ? afterwards.until : purchase.overrideEndsAt
}

function lastsLonger(one: { judgement: Judgement }, other: { judgement: Judgement }): boolean {
  const [end, otherEnd] = [one.judgement.until, other.judgement.until]
  return otherEnd !== null && (end === null || end > otherEnd)
}

function refuse(code: AccessCode): Judgement {
  return { allowed: false, code, until: null }
}
