import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import { allowsAttempt, countAttempt } from '#http/rate_limit'
import { checkoutRecheckByAccount, unknownCheckoutByAccount } from '#http/rate_limits'
import { accountIdOf, type Buyer, limitSubject, owns } from '#buyers/buyer'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import CheckoutAttempt from '#models/checkout_attempt'
import type Purchase from '#models/purchase'
import { findFirstPurchase } from '#purchases/find_first_purchase'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { withRefusals } from '#stripe/with_refusals'

/**
 * What a buyer sees after returning from Stripe.
 *
 * - `settled` the purchase's page has the result
 * - `waiting` the payment is `pending`, or Stripe is `silent` or `refuses` to tell
 * - `unpaid` nothing was paid; `isOver` says whether the session has expired
 * - `unassigned` paid, and the store cannot tell for which account: staff settle it
 * - `nothing` this session is not the buyer's
 */
export type CheckoutAnswer =
  | { type: 'settled'; purchase: Purchase }
  | { type: 'waiting'; productName: string; because: 'pending' | 'silent' | 'refused' }
  | { type: 'unpaid'; productSlug: string; isOver: boolean }
  | { type: 'unassigned' }
  | { type: 'nothing' }

/** The act of which Stripe's refusals are recorded. */
const RETURN = { act: 'return', label: 'Reading payments' }

/** Seconds for which a state read from Stripe is used again while the page waits. */
const FRESH = 10

/**
 * Rechecks a buyer's Checkout Session, and fulfils it if nothing else did: the page must not depend
 * on a webhook that may be late or lost.
 */
@inject()
export default class ReturnFromCheckout {
  constructor(private fulfilCheckout: FulfilCheckout) {}

  /**
   * @throws {PaymentGatewayError} where Stripe cannot be reached about a session without an attempt
   * or purchase here
   * @throws {TooManyRequestsException} after too many of them, or of rechecks of an unpaid session
   */
  async handle(sessionId: string, buyer: Buyer): Promise<CheckoutAnswer> {
    const purchase = await findFirstPurchase(sessionId)
    if (purchase) {
      return this.#recheckPurchase(purchase, sessionId, buyer)
    }
    const attempt = await CheckoutAttempt.query()
      .where('checkoutSessionId', sessionId)
      .preload('lines', (lines) =>
        lines
          .preload('productConfiguration', (configuration) => configuration.preload('product'))
          .orderBy('id')
      )
      .first()
    if (attempt && attempt.userId !== accountIdOf(buyer)) {
      return { type: 'nothing' }
    }
    await countAttempt(
      attempt ? checkoutRecheckByAccount : unknownCheckoutByAccount,
      limitSubject(buyer)
    )
    return this.#fulfil(sessionId, buyer, attempt)
  }

  async #recheckPurchase(
    purchase: Purchase,
    sessionId: string,
    buyer: Buyer
  ): Promise<CheckoutAnswer> {
    if (!owns(buyer, purchase)) {
      return { type: 'nothing' }
    }
    if (purchase.status !== 'pending') {
      return { type: 'settled', purchase }
    }
    return isFresh(purchase) ||
      !(await allowsAttempt(checkoutRecheckByAccount, limitSubject(buyer)))
      ? waitingFor(purchase)
      : this.#fulfilPending(purchase, sessionId, buyer)
  }

  async #fulfilPending(
    purchase: Purchase,
    sessionId: string,
    buyer: Buyer
  ): Promise<CheckoutAnswer> {
    try {
      const answer = await this.#fulfil(sessionId, buyer, null)
      return answer.type === 'nothing' ? waitingFor(purchase) : answer
    } catch (error) {
      if (error instanceof PaymentGatewayError) {
        logger.warn({ err: error }, 'A pending payment could not be rechecked')
        return waitingFor(purchase)
      }
      throw error
    }
  }

  async #fulfil(
    sessionId: string,
    buyer: Buyer,
    attempt: CheckoutAttempt | null
  ): Promise<CheckoutAnswer> {
    try {
      const outcome = await withRefusals(RETURN, () =>
        this.fulfilCheckout.handle(sessionId, 'interactive')
      )
      switch (outcome.type) {
        case 'fulfilled':
        case 'failed':
        case 'pending':
          return answerFor(outcome.purchase, buyer)
        case 'open':
        case 'expired':
          return attempt
            ? {
                type: 'unpaid',
                productSlug: attempt.lines[0].productConfiguration.slug,
                isOver: outcome.type === 'expired',
              }
            : { type: 'nothing' }
        case 'unassigned':
          return { type: 'unassigned' }
        default:
          return { type: 'nothing' }
      }
    } catch (error) {
      if (!(error instanceof PaymentGatewayError) || !attempt) {
        throw error
      }
      logger.warn({ err: error }, 'A buyer returned from paying and Stripe could not be read')
      return {
        type: 'waiting',
        productName: attempt.lines[0].productConfiguration.name,
        because: error.isTemporary ? 'silent' : 'refused',
      }
    }
  }
}

function answerFor(purchase: Purchase, buyer: Buyer): CheckoutAnswer {
  if (!owns(buyer, purchase)) {
    return { type: 'nothing' }
  }
  return purchase.status === 'pending' ? waitingFor(purchase) : { type: 'settled', purchase }
}

function waitingFor({ productSnapshot }: Purchase): CheckoutAnswer {
  return { type: 'waiting', productName: productSnapshot.name, because: 'pending' }
}

function isFresh({ stripeSyncedAt }: Purchase): boolean {
  return stripeSyncedAt !== null && stripeSyncedAt > DateTime.utc().minus({ seconds: FRESH })
}
