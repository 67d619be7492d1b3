import { setTimeout as sleep } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import stripeConfig from '#config/stripe'
import DispatchPurchaseEvents from '#purchases/fulfilment/dispatch_purchase_events'
import WriteCheckout, { type SeenPurchase } from '#purchases/fulfilment/write_checkout'
import RecordUnassignedPayment from '#purchases/fulfilment/record_unassigned_payment'
import { SharedWork } from '#shared/concurrency/shared_work'
import { databaseTime } from '#database/columns'
import { isConflict } from '#database/conflicts'
import type Purchase from '#models/purchase'
import {
  PaymentGateway,
  PaymentGatewayError,
  type CheckoutFacts,
  type Patience,
} from '#stripe/payment_gateway'
import { Deadline } from '#shared/deadline'
import { uncountCheckout } from '#purchases/checkout_limit'
import { checkoutState } from '#purchases/fulfilment/purchase_state'
import FindSubscribedProduct from '#purchases/fulfilment/find_subscribed_product'
import FindExpectedCheckout from '#purchases/fulfilment/find_expected_checkout'

/**
 * The result of fulfilling a Checkout Session.
 *
 * - `fulfilled` there are purchases that were paid at some time; their status is current. `purchase` is
 *   that of the first product that was asked for
 * - `pending` its payment is on its way; `failed` it has failed
 * - `open` not finished yet; `expired` not finished in time
 * - `not_ours` created by another store on the same account
 * - `unassigned` paid, and no account can be shown to have paid it, or its product is not known
 *   here: staff settle it
 * - `unknown` Stripe knows no such session
 */
export type FulfilOutcome =
  | { type: 'fulfilled' | 'pending' | 'failed'; purchase: Purchase }
  | { type: 'open' | 'expired' | 'not_ours' | 'unassigned' | 'unknown' }

/** Reads before giving up: more conflicting writes during one read point to a fault. */
const TRIES = 20

/** The longest pause before the next read, in milliseconds. */
const PAUSE = 60

/**
 * Concurrent callers in this process share one read of the same session; background callers share
 * their own.
 */
const interactiveReads = new SharedWork<FulfilOutcome>()
const backgroundReads = new SharedWork<FulfilOutcome>()

/**
 * Reads a Checkout Session from Stripe and updates its purchases, one per product, to match. The only
 * writer of Stripe's state of a purchase, for every caller: the return page, webhooks, missed work, and the
 * buttons of staff and buyers. It may be called any number of times, in any order, by any number of
 * concurrent processes: an older read never overwrites a newer one.
 */
@inject()
export default class FulfilCheckout {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @throws {PaymentGatewayError} where Stripe cannot be reached, or not within the caller's
   * deadline
   * @throws {Error} where other writers won every time
   */
  async handle(sessionId: string, patience: Patience): Promise<FulfilOutcome> {
    if (patience === 'background') {
      return backgroundReads.run(sessionId, () => this.#fulfil(sessionId, patience))
    }
    const deadline =
      patience === 'interactive' ? new Deadline(stripeConfig.interactiveDeadline) : patience
    return Promise.race([
      interactiveReads.run(sessionId, () => this.#fulfil(sessionId, 'interactive')),
      this.#giveUpAfter(deadline.remaining),
    ])
  }

  async #giveUpAfter(milliseconds: number): Promise<never> {
    await sleep(milliseconds, undefined, { ref: false })
    throw new PaymentGatewayError('unreachable', 'Stripe did not answer within the deadline.')
  }

  async #fulfil(sessionId: string, patience: Patience): Promise<FulfilOutcome> {
    for (let tries = 1; tries <= TRIES; tries++) {
      try {
        const outcome = await this.#readAndWrite(sessionId, patience)
        if (outcome !== null) {
          return outcome
        }
      } catch (error) {
        if (!isConflict(error)) {
          throw error
        }
      }
      await sleep(Math.random() * PAUSE)
    }
    throw new Error(`The purchase of ${sessionId} was changed by other writers during every read.`)
  }

  /** Null where another writer changed the purchase between the read and the write. */
  async #readAndWrite(sessionId: string, patience: Patience): Promise<FulfilOutcome | null> {
    const seen = await findSeen(sessionId)
    const readAt = DateTime.utc()
    const facts = await this.#read(sessionId, patience, await findDisputed(seen))
    if (facts === null) {
      return { type: 'unknown' }
    }
    const expected = await new FindExpectedCheckout().handle(facts)
    if (expected.type === 'not_ours') {
      return expected
    }
    if (expected.type === 'unassigned') {
      return new RecordUnassignedPayment().handle(facts, expected.problem)
    }

    const state = checkoutState(facts, expected.checkout, await findDecidedRefunds(facts))
    if (state.type !== 'purchases') {
      await closeAttempt(sessionId, state.type)
      return state
    }
    const written = await new WriteCheckout().handle({
      sessionId,
      seen,
      state,
      expected,
      subscribed: await new FindSubscribedProduct().handle(
        facts,
        state.purchases,
        expected.products
      ),
      readAt,
    })
    if (written === null) {
      return null
    }
    await new DispatchPurchaseEvents().handle(written)
    if (seen.length === 0 && expected.attemptId !== null) {
      await uncountCheckout(expected.attemptId)
    }
    const [{ purchase }] = written.purchases
    return { type: outcomeOf(purchase), purchase }
  }

  async #read(
    sessionId: string,
    patience: Patience,
    disputed: ReadonlySet<string>
  ): Promise<CheckoutFacts | null> {
    try {
      return await this.gateway.retrieveCheckout(sessionId, patience, disputed)
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.reason === 'not_found') {
        return null
      }
      throw error
    }
  }
}

async function findSeen(sessionId: string): Promise<SeenPurchase[]> {
  const rows = await db
    .from('purchases')
    .select('id', 'bought_product_stripe_id', 'sync_version', 'status')
    .where('checkout_session_id', sessionId)
    .orderBy('id')
  return rows.map((row) => ({
    id: row.id,
    boughtProductStripeId: row.bought_product_stripe_id,
    syncVersion: row.sync_version,
    status: row.status,
  }))
}

/** The payment intents of purchases with a dispute that is known here. */
async function findDisputed(seen: SeenPurchase[]): Promise<ReadonlySet<string>> {
  const rows =
    seen.length === 0
      ? []
      : await db
          .from('disputes')
          .join('payments', 'payments.id', 'disputes.payment_id')
          .join('payment_lines', 'payment_lines.payment_id', 'payments.id')
          .whereIn(
            'payment_lines.purchase_id',
            seen.map(({ id }) => id)
          )
          .select('payments.payment_intent_id')
  return new Set(rows.map((row) => row.payment_intent_id))
}

/** What staff said about refunds of a checkout: the product, by Stripe's id of the refund. */
async function findDecidedRefunds({
  payments,
}: CheckoutFacts): Promise<ReadonlyMap<string, string>> {
  const ids = payments.flatMap(({ refunds }) => refunds.map(({ id }) => id))
  const rows =
    ids.length === 0
      ? []
      : await db
          .from('refunds')
          .join('purchases', 'purchases.id', 'refunds.decided_purchase_id')
          .whereIn('refunds.stripe_id', ids)
          .select('refunds.stripe_id', 'purchases.bought_product_stripe_id')
  return new Map(rows.map((row) => [row.stripe_id, row.bought_product_stripe_id]))
}

/** Expires the attempt of an expired session, so that the buyer can start a new one. */
async function closeAttempt(sessionId: string, state: 'open' | 'expired') {
  if (state === 'expired') {
    await db
      .from('checkout_attempts')
      .where('checkout_session_id', sessionId)
      .where('status', 'open')
      .update({ status: 'expired', updated_at: databaseTime(DateTime.utc()) })
  }
}

function outcomeOf({ status }: Purchase): 'fulfilled' | 'pending' | 'failed' {
  return status === 'pending' || status === 'failed' ? status : 'fulfilled'
}
