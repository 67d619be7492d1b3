import { DateTime } from 'luxon'
import type Stripe from 'stripe'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type { ReconcileReport } from '#operations/reconcile/reconcile_report'
import { databaseTime, readTime } from '#database/columns'
import { subscriptionTimes } from '#purchases/fulfilment/subscription_columns'
import { isPaymentFailed } from '#purchases/fulfilment/purchase_state'
import { PaymentGateway } from '#stripe/payment_gateway'
import FindCheckoutSessions from '#purchases/fulfilment/find_checkout_sessions'
import { idOf } from '#stripe/stripe_objects'
import FindStoreIdentity from '#settings/find_store_identity'

/** Purchases per query, of those that Stripe does not list. */
const BATCH = 100

/** The status of a subscription that does not change any more. */
const ENDED = ['canceled', 'incomplete_expired']

const UNKNOWN_PAYMENT = 'an invoice was paid at Stripe, and no payment is known here'

/** A Checkout Session that must be read again, and why. */
export interface Suspect {
  sessionId: string
  why: string
}

/** The columns of a purchase that are compared with Stripe's lists. */
interface KnownPurchase {
  checkout_session_id: string
  stripe_status: string | null
  subscription_id: string | null
  status: string
  cancels_at: unknown
  current_period_ends_at: unknown
  collection_pause: string | null
  collection_resumes_at: unknown
}

type Seen = ReconcileReport['seen']

/**
 * Compares Stripe's lists with this store in both directions, page by page. It writes nothing; it
 * yields the sessions on which the two differ.
 */
@inject()
export default class CompareWithStripe {
  constructor(
    private gateway: PaymentGateway,
    private findCheckoutSessions: FindCheckoutSessions
  ) {}

  /**
   * @param since the start for sessions, refunds, disputes and invoices, by their time of creation;
   * of subscriptions, all are compared that run at Stripe or here, and none that ended on both sides
   * @param seen counters that are increased
   */
  async *suspects(since: DateTime, seen: Seen): AsyncGenerator<Suspect> {
    const listed = new Set<string>()
    yield* this.#sessions(since, seen, listed)
    yield* this.#unlisted(since, listed)
    yield* this.#refunds(since, seen)
    yield* this.#disputes(since, seen)
    yield* this.#subscriptions(seen)
    yield* this.#paidInvoices(since)
  }

  /** Compares finished sessions with their purchases. */
  async *#sessions(since: DateTime, seen: Seen, listed: Set<string>): AsyncGenerator<Suspect> {
    const identity = await new FindStoreIdentity().handle()
    for await (const page of this.gateway.listCheckoutSessions(since.toUnixInteger())) {
      const ours = page.filter(({ metadata }) => metadata?.source === identity)
      const known = await knownPurchases(ours.map(({ id }) => id))
      seen.sessions += page.length
      for (const session of ours) {
        listed.add(session.id)
        const purchase = known.get(session.id)
        if (session.status === 'complete' && !purchase) {
          yield { sessionId: session.id, why: 'finished at Stripe, and no purchase here' }
        } else if (purchase?.subscription_id === null && differs(session, purchase)) {
          yield { sessionId: session.id, why: `${session.payment_status} at Stripe` }
        } else if (purchase?.status === 'pending' && isPaymentFailed(session)) {
          yield { sessionId: session.id, why: 'the payment failed at Stripe' }
        }
      }
    }
  }

  /** Purchases that Stripe should list but does not. */
  async *#unlisted(since: DateTime, listed: Set<string>): AsyncGenerator<Suspect> {
    let last = 0
    for (;;) {
      const rows: { id: number; checkout_session_id: string }[] = await db
        .from('purchases')
        .join(
          'checkout_attempts',
          'checkout_attempts.checkout_session_id',
          'purchases.checkout_session_id'
        )
        .select('purchases.id', 'purchases.checkout_session_id')
        .where('purchases.id', '>', last)
        .where('checkout_attempts.created_at', '>', databaseTime(since.plus({ minutes: 1 })))
        .orderBy('purchases.id')
        .limit(BATCH)
      for (const { checkout_session_id: sessionId } of rows) {
        if (!listed.has(sessionId)) {
          yield { sessionId, why: 'a purchase here, and Stripe does not list its checkout' }
        }
      }
      if (rows.length < BATCH) {
        return
      }
      last = rows.at(-1)!.id
    }
  }

  async *#refunds(since: DateTime, seen: Seen): AsyncGenerator<Suspect> {
    for await (const page of this.gateway.listRefunds(since.toUnixInteger())) {
      seen.refunds += page.length
      yield* this.#reversals('refunds', page)
    }
  }

  async *#disputes(since: DateTime, seen: Seen): AsyncGenerator<Suspect> {
    for await (const page of this.gateway.listDisputes(since.toUnixInteger())) {
      seen.disputes += page.length
      yield* this.#reversals('disputes', page)
    }
  }

  /** Refunds or disputes that are unknown here or have another status. */
  async *#reversals(
    table: 'refunds' | 'disputes',
    page: { id: string; status: string | null; payment_intent: string | { id: string } | null }[]
  ): AsyncGenerator<Suspect> {
    const rows = await db
      .from(table)
      .select('stripe_id', 'status')
      .whereIn(
        'stripe_id',
        page.map(({ id }) => id)
      )
    const known = new Map(rows.map((row) => [row.stripe_id, row.status]))
    for (const { id, status, payment_intent: intent } of page) {
      const paymentIntentId = typeof intent === 'string' ? intent : intent?.id
      if (known.get(id) !== status && paymentIntentId) {
        const noun = table === 'refunds' ? 'refund' : 'dispute'
        const why = known.has(id)
          ? `a ${noun} is ${status} now`
          : `a ${noun} that is not known here`
        for (const sessionId of await this.findCheckoutSessions.ofPaymentIntent(paymentIntentId)) {
          yield { sessionId, why }
        }
      }
    }
  }

  async *#subscriptions(seen: Seen): AsyncGenerator<Suspect> {
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
        const purchase = rows.find((row) => row.subscription_id === subscription.id)
        if (!purchase?.checkout_session_id) {
          continue
        }
        const sessionId = purchase.checkout_session_id
        if (subscriptionDiffers(subscription, purchase)) {
          const why = `the subscription is ${subscription.status} at Stripe, or in another period`
          yield { sessionId, why }
        } else if (withUnknownPayment.has(subscription.id)) {
          yield { sessionId, why: UNKNOWN_PAYMENT }
        }
      }
    }
    yield* this.#endedSubscriptions(running)
  }

  /** Purchases whose subscription runs here, and that Stripe does not list as running. */
  async *#endedSubscriptions(running: Set<string>): AsyncGenerator<Suspect> {
    let last = 0
    for (;;) {
      const rows: { id: number; checkout_session_id: string; subscription_id: string }[] = await db
        .from('purchases')
        .select('id', 'checkout_session_id', 'subscription_id')
        .where('id', '>', last)
        .whereNotNull('checkout_session_id')
        .whereNotNull('subscription_id')
        .where((open) => {
          open.whereNull('stripe_status').orWhereNotIn('stripe_status', ENDED)
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

async function knownPurchases(sessionIds: string[]): Promise<Map<string, KnownPurchase>> {
  const rows: KnownPurchase[] =
    sessionIds.length === 0
      ? []
      : await db.from('purchases').whereIn('checkout_session_id', sessionIds)
  return new Map(rows.map((row) => [row.checkout_session_id, row]))
}

/** Whether a one-time payment differs; refunds are compared separately. */
function differs(
  { status, payment_status: paid }: { status: string | null; payment_status: string },
  purchase: KnownPurchase
): boolean {
  return status === 'complete' && purchase.stripe_status !== paid
}

function subscriptionDiffers(subscription: Stripe.Subscription, purchase: KnownPurchase): boolean {
  const times = subscriptionTimes(subscription)
  return (
    subscription.status !== purchase.stripe_status ||
    seconds(purchase.current_period_ends_at) !== inSeconds(times.currentPeriodEndsAt) ||
    seconds(purchase.cancels_at) !== inSeconds(times.cancelsAt) ||
    purchase.collection_pause !== times.collectionPause ||
    seconds(purchase.collection_resumes_at) !== inSeconds(times.collectionResumesAt)
  )
}

function seconds(column: unknown): number | null {
  return column === null || column === undefined
    ? null
    : readTime(column as string | Date).toUnixInteger()
}

function inSeconds(time: DateTime | null): number | null {
  return time === null ? null : time.toUnixInteger()
}
