import { DateTime } from 'luxon'
import i18nManager from '@adonisjs/i18n/services/main'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import QueueMail from '#mail/queue_mail'
import WritePayments, {
  type PaymentNews,
  type RefundNews,
} from '#purchases/fulfilment/write_payments'
import { newReference } from '#shared/public_reference'
import { databaseTime, databaseTimeOrNull } from '#database/columns'
import type { MailKind } from '#mail/mail_content'
import Purchase from '#models/purchase'
import type { PaymentState, PurchaseState } from '#purchases/fulfilment/purchase_state'
import type { PurchaseStatus } from '#models/purchase_status'
import type { AskedForCheckout } from '#purchases/fulfilment/find_expected_checkout'

/** A purchase as it was before Stripe was read. */
export interface SeenPurchase {
  id: number
  syncVersion: number
  status: PurchaseStatus
}

export interface WritePurchaseInput {
  sessionId: string
  /** Null where there was no row yet. */
  seen: SeenPurchase | null
  state: PurchaseState
  payments: PaymentState[]
  expected: AskedForCheckout
  readAt: DateTime
}

/** A purchase as it was written, and what was not known of it before. */
export interface WrittenPurchase {
  purchase: Purchase
  news: PaymentNews
}

/** Statuses that a receipt is sent for: the buyer has paid and has something for it. */
const PAID: PurchaseStatus[] = ['active', 'past_due']

/**
 * Writes what Stripe said about a purchase, its payments, refunds and disputes, and the mails that
 * tell of it, in one transaction; only if the row is still the one that was seen before Stripe was
 * read. For `FulfilCheckout` alone.
 */
export default class WritePurchase {
  /**
   * @returns null where somebody else wrote the row meanwhile, and nothing was written
   * @throws a unique violation where somebody else made the row meanwhile
   */
  async handle(input: WritePurchaseInput): Promise<WrittenPurchase | null> {
    return db.transaction(async (trx) => {
      const purchase = input.seen
        ? await this.#update(input, input.seen, trx)
        : await this.#insert(input, trx)
      if (purchase === null) {
        return null
      }
      const news = await new WritePayments().handle(purchase.id, input.payments, trx)
      await this.#closeAttempt(input, trx)
      await this.#queueMails(input, purchase, news.refunds, trx)
      return { purchase, news }
    })
  }

  async #update(
    { state, readAt }: WritePurchaseInput,
    seen: SeenPurchase,
    trx: TransactionClientContract
  ): Promise<Purchase | null> {
    const written = await trx
      .from('purchases')
      .where('id', seen.id)
      .where('sync_version', seen.syncVersion)
      .update({
        ...columnsOf(state),
        stripe_synced_at: databaseTime(readAt),
        sync_version: seen.syncVersion + 1,
        updated_at: databaseTime(DateTime.utc()),
      })
    return Number(written) === 1 ? Purchase.findOrFail(seen.id, { client: trx }) : null
  }

  async #insert(
    { sessionId, state, expected, readAt }: WritePurchaseInput,
    trx: TransactionClientContract
  ): Promise<Purchase> {
    const { asked, product, price } = expected
    return Purchase.create(
      {
        ...state,
        reference: newReference(),
        source: 'stripe',
        checkoutSessionId: sessionId,
        userId: asked.userId,
        productConfigurationId: asked.productConfigurationId,
        productSnapshot: product,
        priceSnapshot: price,
        stripeSyncedAt: readAt,
        syncVersion: 1,
      },
      { client: trx }
    )
  }

  /** An attempt that never heard of its session, because the process died, hears of it now. */
  async #closeAttempt({ sessionId, expected }: WritePurchaseInput, trx: TransactionClientContract) {
    if (expected.attemptId !== null) {
      await trx
        .from('checkout_attempts')
        .where('id', expected.attemptId)
        .whereNot('status', 'completed')
        .update({
          status: 'completed',
          checkout_session_id: sessionId,
          updated_at: databaseTime(DateTime.utc()),
        })
    }
  }

  async #queueMails(
    { seen, expected }: WritePurchaseInput,
    purchase: Purchase,
    news: RefundNews[],
    trx: TransactionClientContract
  ) {
    for (const { kind, about, ...data } of mailsAbout(seen?.status ?? null, purchase, news)) {
      await new QueueMail().handle(
        {
          kind,
          recipient: expected.user.email,
          locale: expected.user.locale ?? i18nManager.defaultLocale,
          dedupeKey: `${kind}:${about}`,
          data: { purchaseReference: purchase.reference, ...data },
          userId: expected.user.id,
          purchaseId: purchase.id,
        },
        trx
      )
    }
  }
}

/** A mail to the buyer; of one kind about one thing there is one. */
interface MailAbout {
  kind: MailKind
  about: string
  refundStripeId?: string
}

function mailsAbout(
  before: PurchaseStatus | null,
  purchase: Purchase,
  news: RefundNews[]
): MailAbout[] {
  const { reference, status, pastDueSince } = purchase
  const kind = mailAbout(before, status)
  const mails: MailAbout[] = kind ? [{ kind, about: reference }] : []
  if (status === 'past_due' && pastDueSince !== null) {
    const since = pastDueSince.toUnixInteger()
    mails.push({ kind: 'renewal_failed', about: `${reference}:${since}` })
  }
  return [
    ...mails,
    ...news.map(({ kind: of, refundStripeId }) => ({
      kind: of,
      about: refundStripeId,
      refundStripeId,
    })),
  ]
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

function columnsOf(state: PurchaseState): Record<string, unknown> {
  return {
    status: state.status,
    status_detail: state.statusDetail,
    stripe_status: state.stripeStatus,
    payment_intent_id: state.paymentIntentId,
    subscription_id: state.subscriptionId,
    stripe_customer_id: state.stripeCustomerId,
    livemode: state.livemode,
    is_recurring: state.isRecurring,
    quantity: state.quantity,
    currency: state.currency,
    subtotal_amount: state.subtotalAmount,
    discount_amount: state.discountAmount,
    tax_amount: state.taxAmount,
    total_amount: state.totalAmount,
    purchased_at: databaseTime(state.purchasedAt),
    current_period_ends_at: databaseTimeOrNull(state.currentPeriodEndsAt),
    cancels_at: databaseTimeOrNull(state.cancelsAt),
    ended_at: databaseTimeOrNull(state.endedAt),
    past_due_since: databaseTimeOrNull(state.pastDueSince),
    renewal_price_stripe_id: state.renewalPriceStripeId,
    renewal_amount: state.renewalAmount,
    renewal_interval: state.renewalInterval,
    renewal_interval_count: state.renewalIntervalCount,
    trial_ends_at: databaseTimeOrNull(state.trialEndsAt),
  }
}
