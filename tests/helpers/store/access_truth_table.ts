import { DateTime } from 'luxon'
import type Purchase from '#models/purchase'
import type { AccessCode } from '#access/access_rules'

/** Days that the products of the table wait for a late renewal. */
export const GRACE_DAYS = 3

export interface AccessCase {
  title: string
  purchase: Partial<Purchase>
  allowed: boolean
  code: AccessCode
}

const ALLOWED: AccessCode[] = [
  'active',
  'kept',
  'trial',
  'renewing',
  'grace',
  'cancelling',
  'paused',
]

const NOW = DateTime.utc()
const ago = (days: number) => NOW.minus({ days })
const ahead = (days: number) => NOW.plus({ days })

const once = { isRecurring: false } as const
const recurring = { isRecurring: true, currentPeriodEndsAt: ahead(20) } as const

/**
 * Which purchases give access: every status, one-time and recurring, in time and late, with and
 * without a decision of staff. The same table runs through every way in which access is checked.
 */
export const ACCESS_CASES: AccessCase[] = [
  one('a paid product', { ...once, status: 'active' }, 'active'),
  one('an unpaid one', { ...once, status: 'pending' }, 'pending'),
  one('a failed payment', { ...once, status: 'failed' }, 'failed'),
  one('a refunded one', { ...once, status: 'refunded' }, 'refunded'),
  one('a disputed one', { ...once, status: 'disputed' }, 'disputed'),
  one('a lost dispute', { ...once, status: 'lost' }, 'lost'),
  one('a payment of something else', { ...once, status: 'mismatch' }, 'mismatch'),
  one('a lapsed one', { ...once, status: 'lapsed' }, 'ended'),

  one('a running subscription', { ...recurring, status: 'active' }, 'renewing'),
  one('a trial', { ...recurring, status: 'active', trialEndsAt: ahead(20) }, 'trial'),
  one('a trial that is over', { ...recurring, status: 'active', trialEndsAt: ago(1) }, 'renewing'),
  one('a late renewal', { ...recurring, status: 'active', currentPeriodEndsAt: ago(2) }, 'grace'),
  one('no renewal', { ...recurring, status: 'active', currentPeriodEndsAt: ago(4) }, 'ended'),
  one(
    'a subscription without an end',
    { isRecurring: true, status: 'active', currentPeriodEndsAt: null },
    'unknown_status'
  ),
  one(
    'a cancelled subscription before its end',
    { ...recurring, status: 'active', cancelsAt: ahead(1) },
    'cancelling'
  ),
  one(
    'a cancelled subscription after its end, for which no grace is left',
    { ...recurring, status: 'active', currentPeriodEndsAt: ago(1), cancelsAt: ago(1) },
    'ended'
  ),
  one(
    'a subscription that is set to end long after the paid period',
    { ...recurring, status: 'active', cancelsAt: ahead(300) },
    'renewing'
  ),
  one(
    'a late renewal of a subscription that ends later',
    { ...recurring, status: 'active', currentPeriodEndsAt: ago(1), cancelsAt: ahead(300) },
    'grace'
  ),
  one(
    'a paused subscription whose period is paid',
    { ...recurring, status: 'active', collectionPause: 'void', paidUntil: ahead(20) },
    'paused'
  ),
  one(
    'a paused subscription whose paid period is over',
    { ...recurring, status: 'active', collectionPause: 'void', paidUntil: ago(1) },
    'paused_over'
  ),
  one(
    'the same with invoices that are never collected',
    { ...recurring, status: 'active', collectionPause: 'mark_uncollectible', paidUntil: ago(1) },
    'paused_over'
  ),
  one(
    'the same with invoices that may be collected later',
    { ...recurring, status: 'active', collectionPause: 'keep_as_draft', paidUntil: ago(1) },
    'paused_over'
  ),
  one(
    'the same in a way that this store does not know',
    { ...recurring, status: 'active', collectionPause: 'something_new', paidUntil: ago(1) },
    'paused_over'
  ),
  one(
    'a paused subscription of which nothing was paid',
    { ...recurring, status: 'active', collectionPause: 'void', paidUntil: null },
    'paused_over'
  ),
  one(
    'a paused subscription whose paid period is over, which staff keep open',
    {
      ...recurring,
      status: 'active',
      collectionPause: 'void',
      paidUntil: ago(1),
      accessOverride: 'kept',
    },
    'kept'
  ),
  one(
    'a paused subscription that ends with the paid period',
    {
      ...recurring,
      status: 'active',
      collectionPause: 'void',
      paidUntil: ahead(20),
      cancelsAt: ahead(20),
    },
    'paused'
  ),
  one(
    'a paused subscription that ended before what was paid',
    {
      ...recurring,
      status: 'active',
      collectionPause: 'void',
      paidUntil: ahead(20),
      cancelsAt: ago(1),
    },
    'ended'
  ),
  one(
    'a pause that ends before the next payment',
    {
      ...recurring,
      status: 'active',
      collectionPause: 'void',
      collectionResumesAt: ahead(10),
      paidUntil: ahead(20),
    },
    'renewing'
  ),
  one(
    'a pause that goes beyond the paid period',
    {
      ...recurring,
      status: 'active',
      collectionPause: 'void',
      collectionResumesAt: ahead(10),
      paidUntil: ago(1),
    },
    'paused_over'
  ),
  one(
    'a pause that is over',
    {
      ...recurring,
      status: 'active',
      collectionPause: 'void',
      collectionResumesAt: ago(1),
      paidUntil: ago(10),
    },
    'renewing'
  ),
  one('an unpaid renewal', { ...recurring, status: 'past_due', pastDueSince: ago(2) }, 'grace'),
  one(
    'an unpaid renewal after the grace',
    { ...recurring, status: 'past_due', pastDueSince: ago(4) },
    'past_due_over'
  ),
  one(
    'an unpaid renewal since an unknown time',
    { ...recurring, status: 'past_due', pastDueSince: null },
    'past_due_over'
  ),
  one(
    'an unpaid renewal of a subscription that has ended',
    { ...recurring, status: 'past_due', pastDueSince: ago(2), cancelsAt: ago(1) },
    'ended'
  ),
  one('a lapsed subscription', { ...recurring, status: 'lapsed' }, 'ended'),
  one('a refunded subscription', { ...recurring, status: 'refunded' }, 'refunded'),
  one('a disputed subscription', { ...recurring, status: 'disputed' }, 'disputed'),

  one(
    'a paid product that staff revoked',
    { ...once, status: 'active', accessOverride: 'revoked' },
    'revoked'
  ),
  one(
    'a paid product that staff had revoked until yesterday',
    { ...once, status: 'active', accessOverride: 'revoked', overrideEndsAt: ago(1) },
    'active'
  ),
  one(
    'a refunded product that staff keep open',
    { ...once, status: 'refunded', accessOverride: 'kept' },
    'kept'
  ),
  one(
    'a refunded product that staff keep open until tomorrow',
    { ...once, status: 'refunded', accessOverride: 'kept', overrideEndsAt: ahead(1) },
    'kept'
  ),
  one(
    'a refunded product that staff kept open until yesterday',
    { ...once, status: 'refunded', accessOverride: 'kept', overrideEndsAt: ago(1) },
    'refunded'
  ),
  one('a grant', { ...once, source: 'grant', status: 'active' }, 'active'),
  one(
    'a grant with an end to come',
    { ...once, source: 'grant', status: 'active', overrideEndsAt: ahead(1) },
    'active'
  ),
  one(
    'a grant whose end has come',
    { ...once, source: 'grant', status: 'active', overrideEndsAt: ago(1) },
    'ended'
  ),
]

function one(title: string, purchase: Partial<Purchase>, code: AccessCode): AccessCase {
  return { title, purchase, code, allowed: ALLOWED.includes(code) }
}
