import type { DateTime } from 'luxon'
import { givesBack } from '#purchases/refund_rules'
import AuditEntry from '#models/audit_entry'
import Dispute from '#models/dispute'
import Download from '#models/download'
import Mail from '#models/mail'
import Payment from '#models/payment'
import type Purchase from '#models/purchase'

/** Most entries of each kind; few purchases have more. */
const MOST = 100

export type TimelineKind =
  | 'bought'
  | 'granted'
  | 'paid'
  | 'refunded'
  | 'refund_failed'
  | 'disputed'
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
  /** The staff member who did it; null for everybody else. */
  who: string | null
  /** The network address; shown to staff only. */
  address: string | null
  /** The bytes that were delivered, of a download. */
  bytes: number | null
}

/**
 * Everything that happened to a purchase, newest first: payments, refunds, disputes, mails,
 * downloads and what staff did. Stripe's times have seconds: within one second, an effect comes
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
    const acts = await AuditEntry.query()
      .where({ subjectType: 'purchase', subjectId: id })
      .orderBy('id', 'desc')
      .limit(MOST)

    const entry = (kind: TimelineKind, at: DateTime, more: Partial<TimelineEntry> = {}) =>
      timelineEntry(kind, at, { currency, ...more })
    const entries = [
      purchase.source === 'grant'
        ? entry('granted', purchase.purchasedAt)
        : entry('bought', purchase.purchasedAt, { amount: purchase.totalAmount }),
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

/** An entry with null for everything that is not given. */
export function timelineEntry(
  kind: TimelineKind,
  at: DateTime,
  more: Partial<TimelineEntry> & Pick<TimelineEntry, 'currency'>
): TimelineEntry {
  return { kind, at, amount: null, detail: null, who: null, address: null, bytes: null, ...more }
}

/** Newest first; entries of the same time keep their order. */
export function newestFirst(entries: TimelineEntry[]): TimelineEntry[] {
  return entries.toSorted((one, other) => +other.at - +one.at)
}
