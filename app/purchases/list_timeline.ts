import type { DateTime } from 'luxon'
import { isInquiry } from '#purchases/dispute_rules'
import { listMovements, type Movements } from '#purchases/list_movements'
import { refundProgress } from '#purchases/refund_rules'
import type { Changes } from '#authority/record_audit'
import { PRODUCT_CHANGED } from '#purchases/fulfilment/write_product_change'
import AuditEntry from '#models/audit_entry'
import Download from '#models/download'
import Mail from '#models/mail'
import type Purchase from '#models/purchase'
import SubscriptionChange from '#models/subscription_change'

/** Most entries of each kind; few purchases have more. */
const MOST = 100

export type TimelineKind =
  | 'bought'
  | 'ordered'
  | 'order_failed'
  | 'granted'
  | 'paid'
  | 'refunded'
  | 'refunded_together'
  | 'refund_pending'
  | 'refund_waits'
  | 'refund_failed'
  | 'disputed'
  | 'asked'
  | SubscriptionChange['kind']
  | 'mail'
  | 'downloaded'
  | 'product_changed'
  | 'act'
  | 'event'

const REFUND_KINDS = {
  sent: 'refunded',
  pending: 'refund_pending',
  waits: 'refund_waits',
  failed: 'refund_failed',
} as const satisfies Record<ReturnType<typeof refundProgress>, TimelineKind>

/** What of a refund of several products was for this one is not known until it is assigned. */
function refundKind(status: string, isAssigned: boolean): TimelineKind {
  const kind = REFUND_KINDS[refundProgress(status)]
  return kind === 'refunded' && !isAssigned ? 'refunded_together' : kind
}

/** An entry of a purchase's timeline. */
export interface TimelineEntry {
  kind: TimelineKind
  at: DateTime
  /** Minor units; null where no money moved. */
  amount: number | null
  currency: string
  /** The name of a price, a status, a kind of mail, the name of a file, or an audit action. */
  detail: string | null
  /** What it was before, of a change. */
  before: string | null
  /** When a subscription ends, of a planned cancellation. */
  until: DateTime | null
  /** The staff member who did it; null for everybody else. */
  who: string | null
  /** The network address; shown to staff only. */
  address: string | null
  /** The bytes that were delivered, of a download. */
  bytes: number | null
}

/**
 * Everything that happened to a purchase, newest first: payments, refunds, disputes, what became of
 * its subscription, mails, downloads and what staff did. Stripe's times have seconds: within one
 * second, an effect comes above its cause. A fixed number of queries. Stripe events are technical and not included:
 * `FindPurchaseRecord` adds them for staff.
 */
export default class ListTimeline {
  /** @param priceName of the price that was bought, as `FindPriceNames` finds it */
  async handle(purchase: Purchase, priceName: string | null): Promise<TimelineEntry[]> {
    const { id, currency } = purchase
    const { payments, refunds, disputes } = await listMovements(id, MOST)
    const mails = await Mail.query()
      .where('purchaseId', id)
      .whereNotNull('sentAt')
      .orderBy('id', 'desc')
      .limit(MOST)
    const downloads = await Download.query()
      .where('purchaseId', id)
      .preload('fileRelease')
      .orderBy('id', 'desc')
      .limit(MOST)
    const changes = await SubscriptionChange.query()
      .where('purchaseId', id)
      .orderBy('id', 'desc')
      .limit(MOST)
    const acts = await AuditEntry.query()
      .where({ subjectType: 'purchase', subjectId: id })
      .orderBy('id', 'desc')
      .limit(MOST)

    const entry = (kind: TimelineKind, at: DateTime, more: Partial<TimelineEntry> = {}) =>
      timelineEntry(kind, at, { currency, ...more })
    const entries = [
      purchase.source === 'grant'
        ? entry('granted', purchase.purchasedAt)
        : entry(orderKind(purchase, payments), purchase.purchasedAt, {
            amount: purchase.totalAmount,
            detail: priceName,
          }),
      ...payments
        .filter(({ paidAt }) => paidAt !== null)
        .map(({ paidAt, amount }) => entry('paid', paidAt!, { amount })),
      ...refunds.map(({ amount, at, status, isAssigned }) =>
        entry(refundKind(status, isAssigned), at, { amount, detail: status })
      ),
      ...disputes.map(({ amount, at, status, reason }) =>
        entry(isInquiry(status) ? 'asked' : 'disputed', at, {
          amount,
          detail: reason ? `${status}, ${reason}` : status,
        })
      ),
      ...changes
        .toReversed()
        .map(({ kind, happenedAt, endsAt }) => entry(kind, happenedAt, { until: endsAt })),
      ...mails.map(({ kind, sentAt }) => entry('mail', sentAt!, { detail: kind })),
      ...downloads.map(({ windowStart, fileRelease, address, bytes }) =>
        entry('downloaded', windowStart, { detail: fileRelease.filename, address, bytes })
      ),
      ...acts.map((act) =>
        act.action === PRODUCT_CHANGED
          ? entry('product_changed', act.createdAt, productChange(act))
          : entry('act', act.createdAt, { detail: act.action, who: act.actorLabel })
      ),
    ]
    return newestFirst(entries.toReversed())
  }
}

/** The product after and before a change of plan. */
function productChange({ changes }: AuditEntry): Pick<TimelineEntry, 'detail' | 'before'> {
  const { product } = changes as Changes
  return { detail: String(product.after), before: String(product.before) }
}

/** It is bought once it is paid, or cost nothing; until then it is ordered. */
function orderKind(
  { status, totalAmount }: Purchase,
  payments: Movements['payments']
): TimelineKind {
  if (status === 'failed') {
    return 'order_failed'
  }
  const isPaid = totalAmount === 0 || payments.some(({ paidAt }) => paidAt !== null)
  return status === 'pending' || (status === 'mismatch' && !isPaid) ? 'ordered' : 'bought'
}

/** An entry with null for everything that is not given. */
export function timelineEntry(
  kind: TimelineKind,
  at: DateTime,
  more: Partial<TimelineEntry> & Pick<TimelineEntry, 'currency'>
): TimelineEntry {
  return {
    kind,
    at,
    amount: null,
    detail: null,
    before: null,
    until: null,
    who: null,
    address: null,
    bytes: null,
    ...more,
  }
}

/** Newest first; entries of the same time keep their order. */
export function newestFirst(entries: TimelineEntry[]): TimelineEntry[] {
  return entries.toSorted((one, other) => +other.at - +one.at)
}

/** The product that was bought first, where the subscription was changed to another; else null. */
export function boughtAs(entries: TimelineEntry[]): string | null {
  return entries.findLast(({ kind }) => kind === 'product_changed')?.before ?? null
}
