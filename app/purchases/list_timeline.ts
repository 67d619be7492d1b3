import type { DateTime } from 'luxon'
import { givesBack } from '#purchases/refund_rules'
import AuditEntry from '#models/audit_entry'
import Dispute from '#models/dispute'
import Download from '#models/download'
import Mail from '#models/mail'
import Payment from '#models/payment'
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
  | 'refund_failed'
  | 'disputed'
  | SubscriptionChange['kind']
  | 'mail'
  | 'downloaded'
  | 'act'
  | 'event'

/** An entry of a purchase's timeline. */
export interface TimelineEntry {
  kind: TimelineKind
  at: DateTime
  /** Minor units; null where no money moved. */
  amount: number | null
  currency: string
  /** A status, a kind of mail, the name of a file, or an audit action. */
  detail: string | null
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
 * its subscription, mails, downloads and what staff did. Stripe's times have seconds: within one second, an effect comes
 * above its cause. A fixed number of queries. Stripe events are technical and not included:
 * `FindPurchaseRecord` adds them for staff.
 */
export default class ListTimeline {
  async handle(purchase: Purchase): Promise<TimelineEntry[]> {
    const { id, currency } = purchase
    const payments = await Payment.query()
      .where('purchaseId', id)
      .preload('refunds')
      .orderBy('id', 'desc')
      .limit(MOST)
    const disputes = await Dispute.query().whereIn(
      'paymentId',
      payments.map((payment) => payment.id)
    )
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
          }),
      ...payments
        .filter(({ paidAt }) => paidAt !== null)
        .map(({ paidAt, amount }) => entry('paid', paidAt!, { amount })),
      ...payments.flatMap(({ refunds }) =>
        refunds.map(({ amount, createdAt, refundedAt, status }) =>
          entry(givesBack(status) ? 'refunded' : 'refund_failed', refundedAt ?? createdAt, {
            amount,
            detail: status,
          })
        )
      ),
      ...disputes.map(({ amount, createdAt, status, reason }) =>
        entry('disputed', createdAt, { amount, detail: reason ? `${status}, ${reason}` : status })
      ),
      ...changes
        .toReversed()
        .map(({ kind, happenedAt, endsAt }) => entry(kind, happenedAt, { until: endsAt })),
      ...mails.map(({ kind, sentAt }) => entry('mail', sentAt!, { detail: kind })),
      ...downloads.map(({ windowStart, fileRelease, address, bytes }) =>
        entry('downloaded', windowStart, { detail: fileRelease.filename, address, bytes })
      ),
      ...acts.map(({ action, actorLabel, createdAt }) =>
        entry('act', createdAt, { detail: action, who: actorLabel })
      ),
    ]
    return newestFirst(entries.toReversed())
  }
}

/** It is bought once it is paid, or cost nothing; until then it is ordered. */
function orderKind({ status, totalAmount }: Purchase, payments: Payment[]): TimelineKind {
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
