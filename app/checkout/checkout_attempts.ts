import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import stripeConfig from '#config/stripe'
import ClaimStoreIdentity from '#settings/claim_store_identity'
import {
  sessionParameters,
  type CheckoutAddresses,
  type SessionLine,
} from '#checkout/session_parameters'
import { databaseTime } from '#database/columns'
import CheckoutAttempt from '#models/checkout_attempt'
import type User from '#models/user'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { knownAddress } from '#stripe/known_origin'
import { writeOnce } from '#stripe/write_once'
import type { Deadline } from '#shared/deadline'
import type { StoreProduct } from '#catalogue/find_store_product'
import type { SellablePrice } from '#catalogue/prices/sellable_prices'

/** The shortest lifetime of a new session that Stripe accepts, in minutes. */
const SHORTEST_SESSION = 30

/** Hours by which the clock of this machine may be ahead of Stripe's. */
const CLOCK_HOURS = 24

/** Seconds before its end from which a session is no longer handed out. */
const SAFETY_MARGIN = 60

/** Milliseconds to wait for another request's call to Stripe, and between two checks. */
const WAIT_FOR_OTHERS = 3000
const CHECK_EVERY = 50

/**
 * The state of a checkout attempt.
 *
 * - `open` the buyer can pay at `url`
 * - `complete` the buyer has paid already
 * - `closed` it failed or expired; a new one may be created
 */
export type AttemptState =
  | { type: 'open'; url: string }
  | { type: 'complete'; sessionId: string }
  | { type: 'closed'; error: PaymentGatewayError | null }

/** A product that a buyer is sent to pay for, at a price. */
export interface AttemptLine {
  product: Pick<StoreProduct, 'configurationId' | 'productStripeId' | 'name'>
  price: SellablePrice
}

type PriceKey = Pick<SellablePrice, 'stripeId'>

/** The prices of an attempt in an order that does not depend on that of the lines. */
function linesKey(prices: PriceKey[]): string {
  return prices
    .map(({ stripeId }) => stripeId)
    .toSorted()
    .join(',')
}

function sessionLine({ product, price }: AttemptLine): SessionLine {
  return { productStripeId: product.productStripeId, productName: product.name, price }
}

/**
 * Checkout attempts: rows that are committed before Stripe is called, with the exact parameters and
 * the idempotency key, so that a call without an answer can be repeated safely. The database allows
 * one open attempt per buyer and lines.
 */
@inject()
export default class CheckoutAttempts {
  constructor(private gateway: PaymentGateway) {}

  /** The open attempt of a buyer for these prices, or null. */
  async findOpen(userId: number, prices: PriceKey[]): Promise<CheckoutAttempt | null> {
    return CheckoutAttempt.query()
      .where({ userId, linesKey: linesKey(prices), status: 'open' })
      .first()
  }

  /**
   * Records a new attempt. Does not call Stripe.
   * @param lines in the order in which they are shown; one per product, all in one currency
   * @throws a unique violation where the buyer has an open attempt for the same
   */
  async begin(
    lines: [AttemptLine, ...AttemptLine[]],
    buyer: { user: User; customerId: string; addresses: CheckoutAddresses }
  ): Promise<CheckoutAttempt> {
    const storeIdentity = await new ClaimStoreIdentity().handle()
    const idempotencyKey = `checkout-${randomUUID()}`
    const expiresAt = DateTime.utc()
      .plus({ minutes: stripeConfig.sessionMinutes })
      .startOf('second')
    const columns = {
      userId: buyer.user.id,
      linesKey: linesKey(lines.map(({ price }) => price)),
      currency: lines[0].price.currency,
      idempotencyKey,
      status: 'open' as const,
      expiresAt,
      parameters: sessionParameters({
        storeIdentity,
        lines: lines.map(sessionLine) as [SessionLine, ...SessionLine[]],
        customerId: buyer.customerId,
        idempotencyKey,
        expiresAt: expiresAt.toUnixInteger(),
        addresses: buyer.addresses,
      }),
    }
    return db.transaction(async (trx) => {
      const attempt = await CheckoutAttempt.create(columns, { client: trx })
      await attempt.related('lines').createMany(
        lines.map(({ product, price }) => ({
          productConfigurationId: product.configurationId,
          priceId: price.id,
          quantity: 1,
          subtotalAmount: price.unitAmount,
        }))
      )
      return attempt
    })
  }

  /**
   * Records of the open attempt of a buyer for these prices that they confirmed buying once more what they
   * have, and which question they answered. To be done before they are sent to pay.
   */
  async recordConfirmation(userId: number, prices: PriceKey[], question: string): Promise<void> {
    const now = databaseTime(DateTime.utc())
    await CheckoutAttempt.query()
      .where({ userId, linesKey: linesKey(prices), status: 'open' })
      .update({ confirmedSecondAt: now, confirmedQuestion: question, updatedAt: now })
  }

  /**
   * The current state of an attempt of an earlier or concurrent request, from Stripe.
   * @throws {PaymentGatewayError} where Stripe cannot be reached, or its page is of an unknown origin
   */
  async resume(attempt: CheckoutAttempt, deadline: Deadline): Promise<AttemptState> {
    await this.#awaitOther(attempt, deadline)
    if (attempt.status !== 'open') {
      return { type: 'closed', error: null }
    }
    return attempt.checkoutSessionId === null
      ? this.#repeat(attempt, deadline)
      : this.#readState(attempt, attempt.checkoutSessionId, deadline)
  }

  /**
   * Creates the session of a new attempt in Stripe.
   * @throws {PaymentGatewayError} where there was no final answer, so that the attempt stays open, or
   * the page is of an unknown origin
   */
  async request(attempt: CheckoutAttempt, deadline: Deadline): Promise<AttemptState> {
    return this.#send(attempt, deadline, { mayBeSent: false })
  }

  /**
   * The same for an attempt whose answer was lost, or whose call is still running: it has one
   * session, however often and however late this is called.
   * @throws {PaymentGatewayError} where there was no final answer, so that the attempt stays open, or
   * the page is of an unknown origin
   */
  async requestAgain(attempt: CheckoutAttempt, deadline: Deadline): Promise<AttemptState> {
    return this.#send(attempt, deadline, { mayBeSent: true })
  }

  async #send(
    attempt: CheckoutAttempt,
    deadline: Deadline,
    { mayBeSent }: { mayBeSent: boolean }
  ): Promise<AttemptState> {
    const { parameters, idempotencyKey } = attempt
    try {
      const session = await writeOnce({
        mayBeSent,
        find: () => this.#find(attempt, deadline),
        send: () => this.gateway.createCheckoutSession(parameters, idempotencyKey, deadline),
      })
      return await this.#save(attempt, session)
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.isFinal) {
        await attempt.merge({ status: 'failed' }).save()
        return { type: 'closed', error }
      }
      throw error
    }
  }

  /** A second click finds the attempt of the first while its call to Stripe is still running. */
  async #awaitOther(attempt: CheckoutAttempt, deadline: Deadline) {
    const isYoung = () => attempt.createdAt.diffNow().negate().milliseconds < WAIT_FOR_OTHERS
    while (
      attempt.status === 'open' &&
      attempt.checkoutSessionId === null &&
      isYoung() &&
      deadline.remaining > WAIT_FOR_OTHERS
    ) {
      await sleep(CHECK_EVERY)
      await attempt.refresh()
    }
  }

  /** The session of an attempt, by the id that the attempt gave it; null if Stripe has none. */
  async #find(
    { parameters, createdAt }: CheckoutAttempt,
    deadline: Deadline
  ): Promise<Stripe.Checkout.Session | null> {
    const since = createdAt.minus({ hours: CLOCK_HOURS }).toUnixInteger()
    const sessions = await this.gateway.listCheckoutSessionsOf(parameters.customer, since, deadline)
    return (
      sessions.find(({ metadata }) => metadata?.attempt === parameters.metadata.attempt) ?? null
    )
  }

  async #save(attempt: CheckoutAttempt, session: Stripe.Checkout.Session): Promise<AttemptState> {
    await attempt.merge({ checkoutSessionId: session.id, url: session.url }).save()
    return this.#stateOf(attempt, session)
  }

  async #repeat(attempt: CheckoutAttempt, deadline: Deadline): Promise<AttemptState> {
    if (attempt.expiresAt.diffNow().as('minutes') > SHORTEST_SESSION) {
      return this.requestAgain(attempt, deadline)
    }
    const session = await this.#find(attempt, deadline)
    if (session !== null) {
      return this.#save(attempt, session)
    }
    await attempt.merge({ status: 'failed' }).save()
    return { type: 'closed', error: null }
  }

  async #readState(
    attempt: CheckoutAttempt,
    sessionId: string,
    deadline: Deadline
  ): Promise<AttemptState> {
    try {
      const session = await this.gateway.retrieveCheckoutSession(sessionId, deadline)
      return await this.#stateOf(attempt, session)
    } catch (error) {
      if (!(error instanceof PaymentGatewayError && error.reason === 'not_found')) {
        throw error
      }
      await attempt.merge({ status: 'failed' }).save()
      return { type: 'closed', error: null }
    }
  }

  async #stateOf(
    attempt: CheckoutAttempt,
    session: Stripe.Checkout.Session
  ): Promise<AttemptState> {
    if (session.status === 'complete') {
      return { type: 'complete', sessionId: session.id }
    }
    if (
      session.status === 'open' &&
      session.expires_at > DateTime.utc().toSeconds() + SAFETY_MARGIN
    ) {
      return { type: 'open', url: knownAddress(session.url) }
    }
    await attempt.merge({ status: 'expired' }).save()
    return { type: 'closed', error: null }
  }
}
