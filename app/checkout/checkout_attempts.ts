import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import stripeConfig from '#config/stripe'
import ClaimStoreIdentity from '#settings/claim_store_identity'
import { sessionParameters, type CheckoutAddresses } from '#checkout/session_parameters'
import CheckoutAttempt from '#models/checkout_attempt'
import type User from '#models/user'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import type { Deadline } from '#shared/deadline'
import type { StoreProduct } from '#catalogue/find_store_product'
import type { SellablePrice } from '#catalogue/prices/sellable_prices'

/** Minutes that Stripe wants a new session to have left at least. */
const SHORTEST_SESSION = 30

/** Seconds before its end from which on nobody is sent to a session any more. */
const LAST_CALL = 60

/** Milliseconds for which somebody else's call to Stripe is waited for, and between two looks. */
const PATIENCE_WITH_OTHERS = 3000
const LOOK_EVERY = 50

/**
 * What has become of an attempt to buy.
 *
 * - `open` the buyer can pay at `url`
 * - `complete` the buyer has paid already
 * - `closed` it came to nothing; a new one may be made
 */
export type AttemptState =
  | { type: 'open'; url: string }
  | { type: 'complete'; sessionId: string }
  | { type: 'closed'; error: PaymentGatewayError | null }

/**
 * The attempts to buy: rows that are committed before Stripe is called, with the exact parameters
 * and the idempotency key, so that a call without an answer can be made again and means the same.
 * The database allows one open attempt for each buyer and price.
 */
@inject()
export default class CheckoutAttempts {
  constructor(private gateway: PaymentGateway) {}

  async findOpen(userId: number, priceId: number): Promise<CheckoutAttempt | null> {
    return CheckoutAttempt.query()
      .where('userId', userId)
      .where('priceId', priceId)
      .where('status', 'open')
      .first()
  }

  /**
   * @throws a unique violation where the buyer has an open attempt for this price
   */
  async begin(
    product: StoreProduct,
    price: SellablePrice,
    buyer: { user: User; customerId: string; addresses: CheckoutAddresses }
  ): Promise<CheckoutAttempt> {
    const storeIdentity = await new ClaimStoreIdentity().handle()
    const idempotencyKey = `checkout-${randomUUID()}`
    const expiresAt = DateTime.utc()
      .plus({ minutes: stripeConfig.sessionMinutes })
      .startOf('second')
    return CheckoutAttempt.create({
      userId: buyer.user.id,
      productConfigurationId: product.configurationId,
      priceId: price.id,
      quantity: 1,
      currency: price.currency,
      subtotalAmount: price.unitAmount,
      idempotencyKey,
      status: 'open',
      expiresAt,
      parameters: sessionParameters({
        storeIdentity,
        userId: buyer.user.id,
        productConfigurationId: product.configurationId,
        price,
        customerId: buyer.customerId,
        idempotencyKey,
        expiresAt: expiresAt.toUnixInteger(),
        addresses: buyer.addresses,
      }),
    })
  }

  /**
   * How an attempt of an earlier request, or of one at the same time, stands with Stripe.
   * @throws PaymentGatewayError where Stripe cannot be asked
   */
  async resume(attempt: CheckoutAttempt, deadline: Deadline): Promise<AttemptState> {
    await this.#awaitOther(attempt, deadline)
    if (attempt.status !== 'open') {
      return { type: 'closed', error: null }
    }
    return attempt.checkoutSessionId === null
      ? this.#repeat(attempt, deadline)
      : this.#look(attempt, attempt.checkoutSessionId, deadline)
  }

  /**
   * Asks Stripe for the session of an attempt. Any number of times: the key is the same.
   * @throws PaymentGatewayError where there was no final answer, so that the attempt stays open
   */
  async request(attempt: CheckoutAttempt, deadline: Deadline): Promise<AttemptState> {
    try {
      const session = await this.gateway.createCheckoutSession(
        attempt.parameters,
        attempt.idempotencyKey,
        deadline
      )
      const url = checkedUrl(session.url)
      await attempt.merge({ checkoutSessionId: session.id, url }).save()
      return { type: 'open', url }
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.isFinal) {
        await attempt.merge({ status: 'failed' }).save()
        return { type: 'closed', error }
      }
      throw error
    }
  }

  /** A second click meets the attempt of the first while Stripe is still being asked for it. */
  async #awaitOther(attempt: CheckoutAttempt, deadline: Deadline) {
    const isYoung = () => attempt.createdAt.diffNow().negate().milliseconds < PATIENCE_WITH_OTHERS
    while (
      attempt.status === 'open' &&
      attempt.checkoutSessionId === null &&
      isYoung() &&
      deadline.remaining > PATIENCE_WITH_OTHERS
    ) {
      await sleep(LOOK_EVERY)
      await attempt.refresh()
    }
  }

  async #repeat(attempt: CheckoutAttempt, deadline: Deadline): Promise<AttemptState> {
    if (attempt.expiresAt.diffNow().as('minutes') <= SHORTEST_SESSION) {
      await attempt.merge({ status: 'failed' }).save()
      return { type: 'closed', error: null }
    }
    return this.request(attempt, deadline)
  }

  async #look(
    attempt: CheckoutAttempt,
    sessionId: string,
    deadline: Deadline
  ): Promise<AttemptState> {
    try {
      const session = await this.gateway.retrieveCheckoutSession(sessionId, deadline)
      if (session.status === 'complete') {
        return { type: 'complete', sessionId }
      }
      if (
        session.status === 'open' &&
        session.expires_at > DateTime.utc().toSeconds() + LAST_CALL
      ) {
        return { type: 'open', url: checkedUrl(session.url) }
      }
      await attempt.merge({ status: 'expired' }).save()
    } catch (error) {
      if (!(error instanceof PaymentGatewayError && error.reason === 'not_found')) {
        throw error
      }
      await attempt.merge({ status: 'failed' }).save()
    }
    return { type: 'closed', error: null }
  }
}

/**
 * A buyer is only ever sent to the payment pages that this store knows.
 */
function checkedUrl(url: string | null): string {
  const origin = URL.parse(url ?? '')?.origin
  if (url === null || origin === undefined || !stripeConfig.checkoutOrigins.includes(origin)) {
    throw new Error(`Stripe named a payment page at ${origin}, which is no known origin.`)
  }
  return url
}
