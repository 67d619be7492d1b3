import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import CompareRenewals from '#operations/reconcile/compare_renewals'
import CompareSubscriptions, {
  type SubscriptionScope,
} from '#operations/reconcile/compare_subscriptions'
import type { ReconcileReport, Suspect } from '#operations/reconcile/reconcile_report'
import { databaseTime } from '#database/columns'
import { isPaymentFailed } from '#purchases/fulfilment/purchase_state'
import { PaymentGateway } from '#stripe/payment_gateway'
import FindCheckoutSessions from '#purchases/fulfilment/find_checkout_sessions'
import FindStoreIdentity from '#settings/find_store_identity'

/** Purchases per query, of those that Stripe does not list. */
const BATCH = 100

/** The columns of a purchase that are compared with Stripe's list of sessions. */
interface KnownPurchase {
  checkout_session_id: string
  stripe_status: string | null
  subscription_id: string | null
  status: string
}

/** Statuses of a payment that may be on its way: a mismatch is one from the beginning. */
const UNSETTLED = ['pending', 'mismatch']

type Seen = ReconcileReport['seen']

/**
 * Compares Stripe's lists with this store in both directions, page by page. It writes nothing; it
 * yields the sessions on which the two differ.
 */
@inject()
export default class CompareWithStripe {
  constructor(
    private gateway: PaymentGateway,
    private findCheckoutSessions: FindCheckoutSessions,
    private compareSubscriptions: CompareSubscriptions,
    private compareRenewals: CompareRenewals
  ) {}

  /**
   * @param since the start for sessions, refunds, disputes and invoices, by their time of creation, and
   * for changes of subscriptions and customers; subscriptions that ended on both sides are not compared
   * @param seen counters that are increased
   */
  async *suspects(
    since: DateTime,
    seen: Seen,
    subscriptions: SubscriptionScope = 'running'
  ): AsyncGenerator<Suspect> {
    const listed = new Set<string>()
    yield* this.#sessions(since, seen, listed)
    yield* this.#unlisted(since, listed)
    yield* this.#refunds(since, seen)
    yield* this.#disputes(since, seen)
    yield* this.compareSubscriptions.suspects(since, seen, subscriptions)
    yield* this.compareRenewals.suspects(since)
  }

  /** Compares finished sessions with their purchases. */
  async *#sessions(since: DateTime, seen: Seen, listed: Set<string>): AsyncGenerator<Suspect> {
    const identity = await new FindStoreIdentity().handle()
    for await (const page of this.gateway.listCheckoutSessions(since.toUnixInteger())) {
      const ours = page.filter(({ metadata }) => metadata?.source === identity)
      const known = await knownPurchases(ours.map(({ id }) => id))
      const refunded = await refundedPayments(ours.map(({ id }) => id))
      seen.sessions += page.length
      for (const session of ours) {
        listed.add(session.id)
        const purchases = known.get(session.id) ?? []
        if (session.status === 'complete' && purchases.length === 0 && !refunded.has(session.id)) {
          yield { sessionId: session.id, why: 'finished at Stripe, and no purchase here' }
        } else if (purchases.some((one) => one.subscription_id === null && differs(session, one))) {
          yield { sessionId: session.id, why: `${session.payment_status} at Stripe` }
        } else if (
          purchases.some(({ status }) => UNSETTLED.includes(status)) &&
          isPaymentFailed(session)
        ) {
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
}

/** Of sessions' ids, those of payments that are nobody's and that staff refund. */
async function refundedPayments(sessionIds: string[]): Promise<Set<string>> {
  const rows = await db
    .from('unassigned_payments')
    .select('checkout_session_id')
    .where('status', 'refund')
    .whereIn('checkout_session_id', sessionIds)
  return new Set(rows.map((row) => row.checkout_session_id))
}

async function knownPurchases(sessionIds: string[]): Promise<Map<string, KnownPurchase[]>> {
  const rows: KnownPurchase[] =
    sessionIds.length === 0
      ? []
      : await db.from('purchases').whereIn('checkout_session_id', sessionIds)
  return Map.groupBy(rows, (row) => row.checkout_session_id)
}

/** Whether a one-time payment differs; refunds are compared separately. */
function differs(
  { status, payment_status: paid }: { status: string | null; payment_status: string },
  purchase: KnownPurchase
): boolean {
  return status === 'complete' && purchase.stripe_status !== paid
}
