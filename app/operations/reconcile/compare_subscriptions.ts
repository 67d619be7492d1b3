import type { DateTime } from 'luxon'
import type Stripe from 'stripe'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type { ReconcileReport, Suspect } from '#operations/reconcile/reconcile_report'
import { ENDED_STATUSES } from '#access/charges'
import { readTime } from '#database/columns'
import { renewalPrices, subscriptionTimes } from '#purchases/fulfilment/subscription_columns'
import { PaymentGateway } from '#stripe/payment_gateway'
import { idOf } from '#stripe/stripe_objects'
import { HANDLED_EVENT_TYPES } from '#webhooks/handlers/event_handlers'

/** Rows per query. */
const BATCH = 100

const UNKNOWN_PAYMENT = 'an invoice was paid at Stripe, and no payment is known here'

/**
 * - `running` every subscription that runs at Stripe or here: a call for every hundred
 * - `changed` those that Stripe reported a change of: a call for every hundred events
 */
export type SubscriptionScope = 'running' | 'changed'

const SUBSCRIPTION_EVENT_TYPES = HANDLED_EVENT_TYPES.filter((type) =>
  type.startsWith('customer.subscription.')
)

/** The columns of a purchase that are compared with Stripe's list of subscriptions. */
interface KnownPurchase {
  checkout_session_id: string
  stripe_status: string | null
  subscription_id: string | null
  cancels_at: unknown
  current_period_ends_at: unknown
  collection_pause: string | null
  collection_resumes_at: unknown
  renewal_price_stripe_id: string | null
}

type Seen = ReconcileReport['seen']

/**
 * Compares Stripe's subscriptions and their invoices with the purchases here, page by page. It writes
 * nothing; it yields the sessions on which the two differ.
 */
@inject()
export default class CompareSubscriptions {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @param since the start for changes and invoices; of subscriptions that ended on both sides none is
   * compared
   * @param seen counters that are increased
   */
  async *suspects(since: DateTime, seen: Seen, scope: SubscriptionScope): AsyncGenerator<Suspect> {
    yield* scope === 'running' ? this.#running(seen) : this.#changed(since, seen)
    yield* this.#arrivedProducts()
    yield* this.#paidInvoices(since)
  }

  async *#running(seen: Seen): AsyncGenerator<Suspect> {
    const running = new Set<string>()
    for await (const page of this.gateway.listRunningSubscriptions()) {
      seen.subscriptions += page.length
      page.forEach(({ id }) => running.add(id))
      const rows: KnownPurchase[] = await db.from('purchases').whereIn(
        'subscription_id',
        page.map(({ id }) => id)
      )
      const withUnknownPayment = await this.#withUnknownPayment(page)
      for (const subscription of page) {
        const purchases = rows.filter((row) => row.subscription_id === subscription.id)
        const sessionId = purchases.at(0)?.checkout_session_id
        if (!sessionId) {
          continue
        }
        if (anyDiffers(subscription, purchases)) {
          const why = `the subscription is ${subscription.status} at Stripe, or in another period`
          yield { sessionId, why }
        } else if (withUnknownPayment.has(subscription.id)) {
          yield { sessionId, why: UNKNOWN_PAYMENT }
        }
      }
    }
    yield* this.#ended(running)
  }

  /** Purchases that were last read before Stripe reported the newest change of their subscription. */
  async *#changed(since: DateTime, seen: Seen): AsyncGenerator<Suspect> {
    const changedAt = new Map<string, number>()
    const events = this.gateway.listEvents(since.toUnixInteger(), SUBSCRIPTION_EVENT_TYPES, 'all')
    for await (const page of events) {
      for (const { created, data } of page) {
        const { id } = data.object as Stripe.Subscription
        changedAt.set(id, Math.max(created, changedAt.get(id) ?? 0))
      }
    }
    seen.subscriptions += changedAt.size
    for (const ids of batches([...changedAt.keys()])) {
      const rows = await db
        .from('purchases')
        .distinct('checkout_session_id', 'subscription_id', 'stripe_synced_at')
        .whereIn('subscription_id', ids)
        .whereNotNull('checkout_session_id')
      const outdated = rows.filter(
        (row) => (seconds(row.stripe_synced_at) ?? 0) < changedAt.get(row.subscription_id)!
      )
      yield* outdated.map((row) => ({
        sessionId: row.checkout_session_id,
        why: 'the subscription has changed at Stripe',
      }))
    }
  }

  /** Purchases whose subscription was changed to a product before that was here, and it is now. */
  async *#arrivedProducts(): AsyncGenerator<Suspect> {
    const rows = await db
      .from('purchases')
      .join('products', 'products.stripe_id', 'purchases.unknown_product_stripe_id')
      .join('product_configurations', 'product_configurations.product_id', 'products.id')
      .select('purchases.checkout_session_id')
      .whereNotNull('purchases.checkout_session_id')
      .whereNull('purchases.ended_at')
      .orderBy('purchases.id')
    yield* rows.map((row) => ({
      sessionId: row.checkout_session_id,
      why: 'the product of its subscription is here now',
    }))
    const sold = await db
      .from('further_lines')
      .join('purchases', 'purchases.id', 'further_lines.purchase_id')
      .join('products', 'products.stripe_id', 'further_lines.product_stripe_id')
      .join('product_configurations', 'product_configurations.product_id', 'products.id')
      .distinct('purchases.checkout_session_id')
      .whereNull('further_lines.settled_at')
    yield* sold.map((row) => ({
      sessionId: row.checkout_session_id,
      why: 'a product that was sold with it is here now',
    }))
  }

  /** Purchases whose subscription runs here, and that Stripe does not list as running. */
  async *#ended(running: Set<string>): AsyncGenerator<Suspect> {
    let last = 0
    for (;;) {
      const rows: { id: number; checkout_session_id: string; subscription_id: string }[] = await db
        .from('purchases')
        .select('id', 'checkout_session_id', 'subscription_id')
        .where('id', '>', last)
        .whereNotNull('checkout_session_id')
        .whereNotNull('subscription_id')
        .where((open) => {
          open.whereNull('stripe_status').orWhereNotIn('stripe_status', ENDED_STATUSES)
        })
        .orderBy('id')
        .limit(BATCH)
      for (const { checkout_session_id: sessionId, subscription_id: id } of rows) {
        if (!running.has(id)) {
          yield { sessionId, why: 'the subscription does not run at Stripe any more' }
        }
      }
      if (rows.length < BATCH) {
        return
      }
      last = rows.at(-1)!.id
    }
  }

  /**
   * Paid invoices that are no payment here. The newest invoice of a subscription is not enough: a
   * delayed payment can settle an older one while the newest is still open.
   */
  async *#paidInvoices(since: DateTime): AsyncGenerator<Suspect> {
    for await (const page of this.gateway.listPaidInvoices(since.toUnixInteger())) {
      const known = await knownPayments(page.map(({ id }) => id))
      const subscriptionIds = page
        .filter(({ id, amount_paid: paid }) => paid > 0 && !known.has(id))
        .map(({ parent }) => idOf(parent?.subscription_details?.subscription ?? null))
      const rows = await db
        .from('purchases')
        .select('checkout_session_id')
        .whereIn(
          'subscription_id',
          subscriptionIds.filter((id) => id !== null)
        )
      yield* rows.map((row) => ({ sessionId: row.checkout_session_id, why: UNKNOWN_PAYMENT }))
    }
  }

  /** The subscriptions whose newest invoice is paid and is no payment here. */
  async #withUnknownPayment(page: Stripe.Subscription[]): Promise<Set<string>> {
    const paid = page.flatMap(({ id, latest_invoice: invoice }) =>
      typeof invoice === 'object' && invoice?.status === 'paid' && invoice.amount_paid > 0
        ? [{ id, invoiceId: invoice.id }]
        : []
    )
    const known = await knownPayments(paid.map(({ invoiceId }) => invoiceId))
    return new Set(paid.filter(({ invoiceId }) => !known.has(invoiceId)).map(({ id }) => id))
  }
}

/** Of invoices' ids, those that are payments here. */
async function knownPayments(invoiceIds: string[]): Promise<Set<string>> {
  const rows = await db.from('payments').select('stripe_id').whereIn('stripe_id', invoiceIds)
  return new Set(rows.map((row) => row.stripe_id))
}

/**
 * Whether a purchase of a subscription differs from it. What was taken out of it is not compared, as
 * long as another purchase is charged by it; but a price that nobody is charged may have put it back.
 */
function anyDiffers(subscription: Stripe.Subscription, purchases: KnownPurchase[]): boolean {
  const charged = purchases.filter((one) => one.renewal_price_stripe_id !== null)
  const compared = charged.length > 0 ? charged : purchases
  const known = new Set(charged.map((one) => one.renewal_price_stripe_id))
  return (
    compared.some((one) => subscriptionDiffers(subscription, one)) ||
    (charged.length < purchases.length &&
      renewalPrices(subscription).some(({ id }) => !known.has(id)))
  )
}

function subscriptionDiffers(subscription: Stripe.Subscription, purchase: KnownPurchase): boolean {
  const times = subscriptionTimes(subscription)
  return (
    subscription.status !== purchase.stripe_status ||
    seconds(purchase.current_period_ends_at) !== inSeconds(times.currentPeriodEndsAt) ||
    seconds(purchase.cancels_at) !== inSeconds(times.cancelsAt) ||
    purchase.collection_pause !== times.collectionPause ||
    isOtherPrice(purchase.renewal_price_stripe_id, renewalPrices(subscription)) ||
    seconds(purchase.collection_resumes_at) !== inSeconds(times.collectionResumesAt)
  )
}

/** Whether the known price of the next renewal is none of these; with none there is no renewal. */
function isOtherPrice(known: string | null, prices: Stripe.Price[]): boolean {
  return known === null ? prices.length > 0 : !prices.some(({ id }) => id === known)
}

function seconds(column: unknown): number | null {
  return column === null || column === undefined
    ? null
    : readTime(column as string | Date).toUnixInteger()
}

function inSeconds(time: DateTime | null): number | null {
  return time === null ? null : time.toUnixInteger()
}

function batches<Item>(items: Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH)
  )
}
