import { findRecipient } from '#buyers/buyer_facts'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import QueueMail from '#mail/queue_mail'
import type { MailKind } from '#mail/mail_content'
import type Purchase from '#models/purchase'
import type { PurchaseStatus } from '#models/purchase_status'
import type { RefundUpdate } from '#purchases/fulfilment/write_payments'

/** A purchase of a checkout after it was written, with its status before; null for a new one. */
export interface ChangedPurchase {
  purchase: Purchase
  before: PurchaseStatus | null
}

/** A mail to the buyer; one per kind and subject. */
interface MailAbout {
  kind: MailKind
  about: string
  purchase: Purchase
  refundStripeId?: string
}

/** A purchase that reaches one of these statuses gets a receipt. */
const PAID: PurchaseStatus[] = ['active', 'past_due']

/**
 * Queues the mails about what changed in a checkout, in the transaction that writes it. A buyer paid
 * once, and gets one receipt for all products.
 * @param purchases all of the checkout, the first first
 */
export async function queueCheckoutMails(
  purchases: ChangedPurchase[],
  refunds: RefundUpdate[],
  trx: TransactionClientContract
) {
  const recipient = await findRecipient(purchases[0].purchase, trx)
  for (const { kind, about, purchase, ...data } of mailsAbout(purchases, refunds)) {
    await new QueueMail().handle(
      {
        kind,
        ...recipient,
        dedupeKey: `${kind}:${about}`,
        data: { purchaseReference: purchase.reference, ...data },
        purchaseId: purchase.id,
      },
      trx
    )
  }
}

/** Whether a purchase gives access again; it may be closed later for another reason. */
export function opens(before: PurchaseStatus, after: PurchaseStatus): boolean {
  return PAID.includes(after) && !PAID.includes(before)
}

function mailsAbout(purchases: ChangedPurchase[], refunds: RefundUpdate[]): MailAbout[] {
  const [{ purchase: first }] = purchases
  const kinds = purchases.map(({ purchase, before }) => mailAbout(before, purchase.status))
  const unpaid = purchases.find(({ purchase }) => isUnpaid(purchase))?.purchase
  return [
    ...[...new Set(kinds)]
      .filter((kind) => kind !== null)
      .map((kind) => ({ kind, about: first.reference, purchase: first })),
    ...(unpaid?.pastDueSince
      ? [
          {
            kind: 'renewal_failed' as const,
            about: `${unpaid.reference}:${unpaid.pastDueSince.toUnixInteger()}`,
            purchase: unpaid,
          },
        ]
      : []),
    ...refunds.map(({ kind, refundStripeId, purchaseIds }) => ({
      kind,
      about: refundStripeId,
      purchase:
        purchases.find(({ purchase }) => purchaseIds.includes(purchase.id))?.purchase ?? first,
      refundStripeId,
    })),
  ]
}

/** What was taken out of a subscription is not charged, whatever becomes of the rest. */
function isUnpaid({ status, pastDueSince }: Purchase): boolean {
  return status === 'past_due' && pastDueSince !== null
}

function mailAbout(before: PurchaseStatus | null, after: PurchaseStatus) {
  if (before === after) {
    return null
  }
  if (PAID.includes(after)) {
    return 'receipt'
  }
  if (after === 'failed') {
    return 'payment_failed'
  }
  return before === null && after === 'pending' ? 'payment_pending' : null
}
