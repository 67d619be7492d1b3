import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { accountIdOf, buyerOf } from '#buyers/buyer'
import { findRecipient } from '#buyers/buyer_facts'
import QueueMail from '#mail/queue_mail'
import type { FurtherLineState } from '#purchases/fulfilment/bought_lines'
import { NO_KEPT_CHARGES } from '#access/save_override'
import RecordSubscriptionChanges from '#purchases/fulfilment/record_subscription_changes'
import WritePayments, {
  type PaymentUpdates,
  type RefundUpdate,
} from '#purchases/fulfilment/write_payments'
import WriteFurtherLines from '#purchases/fulfilment/write_further_lines'
import { newReference } from '#shared/public_reference'
import { databaseTime, databaseTimeOrNull } from '#database/columns'
import type { MailKind } from '#mail/mail_content'
import Purchase, { type PriceSnapshot } from '#models/purchase'
import type { PaymentState, PurchaseState } from '#purchases/fulfilment/purchase_state'
import type { PurchaseStatus } from '#models/purchase_status'
import WriteProductChange from '#purchases/fulfilment/write_product_change'
import type { SubscribedProduct } from '#purchases/fulfilment/find_subscribed_product'
import type { FoundExpectedCheckout } from '#purchases/fulfilment/find_expected_checkout'

/** The version of a purchase before Stripe was read. */
export interface SeenPurchase {
  id: number
  syncVersion: number
  status: PurchaseStatus
}

export interface WritePurchaseInput {
  sessionId: string
  /** Null where there was no row. */
  seen: SeenPurchase | null
  state: PurchaseState
  /** The price that was paid; null where it is the one that was asked for. */
  price: PriceSnapshot | null
  payments: PaymentState[]
  furtherLines: FurtherLineState[]
  expected: FoundExpectedCheckout
  subscribed: SubscribedProduct
  readAt: DateTime
}

/** A purchase after a write, with the payments, refunds and disputes that are new. */
export interface WrittenPurchase {
  purchase: Purchase
  updates: PaymentUpdates
  /** The product that it was of before; null where that has not changed. */
  productBefore: number | null
}

/** A purchase that reaches one of these statuses gets a receipt. */
const PAID: PurchaseStatus[] = ['active', 'past_due']

/**
 * Writes Stripe's state of a purchase, its payments, refunds and disputes, and the mails about
 * them, in one transaction; only if the row still has the version from before Stripe was read. For
 * `FulfilCheckout` only.
 */
export default class WritePurchase {
  /**
   * @returns null where another writer changed the row meanwhile; then nothing was written
   * @throws a unique violation where another writer created the row meanwhile
   */
  async handle(input: WritePurchaseInput): Promise<WrittenPurchase | null> {
    return db.transaction(async (trx) => {
      const before = input.seen ? await Purchase.find(input.seen.id, { client: trx }) : null
      const purchase = input.seen
        ? await this.#update(input, input.seen, trx)
        : await this.#insert(input, trx)
      if (purchase === null) {
        return null
      }
      const productBefore = await new WriteProductChange().handle(purchase, input.subscribed, trx)
      await new RecordSubscriptionChanges().handle({ ...input, before, purchase }, trx)
      const updates = await new WritePayments().handle(purchase.id, input.payments, trx)
      await new WriteFurtherLines().handle(purchase, input.furtherLines, trx)
      await this.#closeAttempt(input, trx)
      await assignPayment(purchase, trx)
      await this.#queueMails(input, purchase, updates.refunds, trx)
      return { purchase, updates, productBefore }
    })
  }

  async #update(
    { state, price, subscribed, readAt }: WritePurchaseInput,
    seen: SeenPurchase,
    trx: TransactionClientContract
  ): Promise<Purchase | null> {
    const written = await trx
      .from('purchases')
      .where('id', seen.id)
      .where('sync_version', seen.syncVersion)
      .update({
        ...columnsOf(state),
        price_stripe_id: subscribed.priceStripeId,
        unknown_product_stripe_id: subscribed.unknownProductStripeId,
        ...(seen.status === 'mismatch' && price !== null
          ? { price_snapshot: JSON.stringify(price) }
          : {}),
        ...(opens(seen.status, state.status) ? NO_KEPT_CHARGES : {}),
        stripe_synced_at: databaseTime(readAt),
        sync_version: seen.syncVersion + 1,
        updated_at: databaseTime(DateTime.utc()),
      })
    return Number(written) === 1 ? Purchase.findOrFail(seen.id, { client: trx }) : null
  }

  async #insert(
    { sessionId, state, price, expected, subscribed, readAt }: WritePurchaseInput,
    trx: TransactionClientContract
  ): Promise<Purchase> {
    const { checkout, product } = expected
    return Purchase.create(
      {
        ...state,
        reference: newReference(),
        source: 'stripe',
        checkoutSessionId: sessionId,
        userId: checkout.userId,
        productConfigurationId: checkout.productConfigurationId,
        productSnapshot: product,
        priceSnapshot: price ?? expected.price,
        priceStripeId: subscribed.priceStripeId,
        unknownProductStripeId: subscribed.unknownProductStripeId,
        stripeSyncedAt: readAt,
        syncVersion: 1,
      },
      { client: trx }
    )
  }

  /**
   * Completes the attempt. It may not have its session yet, where the process died after calling
   * Stripe.
   */
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
    { seen }: WritePurchaseInput,
    purchase: Purchase,
    updates: RefundUpdate[],
    trx: TransactionClientContract
  ) {
    for (const { kind, about, ...data } of mailsAbout(seen?.status ?? null, purchase, updates)) {
      await new QueueMail().handle(
        {
          kind,
          ...(await findRecipient(purchase, trx)),
          dedupeKey: `${kind}:${about}`,
          data: { purchaseReference: purchase.reference, ...data },
          purchaseId: purchase.id,
        },
        trx
      )
    }
  }
}

/** Closes the entry for staff, where the payment waited for its account. */
async function assignPayment(purchase: Purchase, trx: TransactionClientContract) {
  await trx
    .from('unassigned_payments')
    .where('checkout_session_id', purchase.checkoutSessionId!)
    .where('status', 'open')
    .update({
      status: 'assigned',
      user_id: accountIdOf(buyerOf(purchase)),
      settled_at: databaseTime(DateTime.utc()),
      updated_at: databaseTime(DateTime.utc()),
    })
}

/** A mail to the buyer; one per kind and subject. */
interface MailAbout {
  kind: MailKind
  about: string
  refundStripeId?: string
}

/** Whether a purchase gives access again; it may be closed later for another reason. */
function opens(before: PurchaseStatus, after: PurchaseStatus): boolean {
  return PAID.includes(after) && !PAID.includes(before)
}

function mailsAbout(
  before: PurchaseStatus | null,
  purchase: Purchase,
  updates: RefundUpdate[]
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
    ...updates.map(({ kind: of, refundStripeId }) => ({
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
    collection_pause: state.collectionPause,
    collection_resumes_at: databaseTimeOrNull(state.collectionResumesAt),
    paid_until: databaseTimeOrNull(state.paidUntil),
    past_due_since: databaseTimeOrNull(state.pastDueSince),
    renewal_price_stripe_id: state.renewalPriceStripeId,
    renewal_amount: state.renewalAmount,
    renewal_interval: state.renewalInterval,
    renewal_interval_count: state.renewalIntervalCount,
    trial_ends_at: databaseTimeOrNull(state.trialEndsAt),
    presentment_currency: state.presentmentCurrency,
    presentment_amount: state.presentmentAmount,
  }
}
