import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import CheckoutAttempt from '#models/checkout_attempt'
import Purchase from '#models/purchase'
import { PaymentGatewayError } from '#stripe/payment_gateway'

/**
 * What a buyer is told who comes back from paying.
 *
 * - `settled` the purchase's page tells
 * - `waiting` the payment is on its way, or Stripe cannot be asked just now (`isKnown` says which)
 * - `unpaid` nothing was paid: not yet, or the time for it is over
 * - `nothing` nothing that is this buyer's
 */
export type CheckoutAnswer =
  | { type: 'settled'; purchase: Purchase }
  | { type: 'waiting'; productName: string; isKnown: boolean }
  | { type: 'unpaid'; productSlug: string; isOver: boolean }
  | { type: 'nothing' }

/** Seconds for which an answer of Stripe's is not asked for again while a page waits. */
const FRESH = 10

/**
 * Looks at a buyer's Checkout Session, and fulfils it if nothing else did: the page must not depend
 * on a webhook that may be late or lost.
 */
@inject()
export default class ReturnFromCheckout {
  constructor(private fulfilCheckout: FulfilCheckout) {}

  /**
   * @throws PaymentGatewayError where Stripe cannot be asked about a session that is not known here
   */
  async handle(sessionId: string, userId: number): Promise<CheckoutAnswer> {
    const purchase = await Purchase.findBy('checkoutSessionId', sessionId)
    if (purchase) {
      return this.#recheckPurchase(purchase, sessionId, userId)
    }
    const attempt = await CheckoutAttempt.query()
      .where('checkoutSessionId', sessionId)
      .preload('productConfiguration', (configuration) => configuration.preload('product'))
      .first()
    if (attempt && attempt.userId !== userId) {
      return { type: 'nothing' }
    }
    return this.#ask(sessionId, userId, attempt)
  }

  async #recheckPurchase(
    purchase: Purchase,
    sessionId: string,
    userId: number
  ): Promise<CheckoutAnswer> {
    if (purchase.userId !== userId) {
      return { type: 'nothing' }
    }
    if (purchase.status !== 'pending') {
      return { type: 'settled', purchase }
    }
    return isFresh(purchase) ? waitingFor(purchase) : this.#askAgain(purchase, sessionId, userId)
  }

  async #askAgain(purchase: Purchase, sessionId: string, userId: number): Promise<CheckoutAnswer> {
    try {
      const answer = await this.#ask(sessionId, userId, null)
      return answer.type === 'nothing' ? waitingFor(purchase) : answer
    } catch (error) {
      if (error instanceof PaymentGatewayError) {
        logger.warn({ err: error }, 'A payment on its way could not be looked at')
        return waitingFor(purchase)
      }
      throw error
    }
  }

  async #ask(
    sessionId: string,
    userId: number,
    attempt: CheckoutAttempt | null
  ): Promise<CheckoutAnswer> {
    try {
      const outcome = await this.fulfilCheckout.handle(sessionId, 'interactive')
      switch (outcome.type) {
        case 'fulfilled':
        case 'failed':
        case 'pending':
          return answerFor(outcome.purchase, userId)
        case 'open':
        case 'expired':
          return attempt
            ? {
                type: 'unpaid',
                productSlug: attempt.productConfiguration.slug,
                isOver: outcome.type === 'expired',
              }
            : { type: 'nothing' }
        default:
          return { type: 'nothing' }
      }
    } catch (error) {
      if (!(error instanceof PaymentGatewayError) || !attempt) {
        throw error
      }
      logger.warn({ err: error }, 'A buyer came back from paying and Stripe could not be asked')
      return { type: 'waiting', productName: attempt.productConfiguration.name, isKnown: false }
    }
  }
}

function answerFor(purchase: Purchase, userId: number): CheckoutAnswer {
  if (purchase.userId !== userId) {
    return { type: 'nothing' }
  }
  return purchase.status === 'pending' ? waitingFor(purchase) : { type: 'settled', purchase }
}

function waitingFor({ productSnapshot }: Purchase): CheckoutAnswer {
  return { type: 'waiting', productName: productSnapshot.name, isKnown: true }
}

function isFresh({ stripeSyncedAt }: Purchase): boolean {
  return stripeSyncedAt !== null && stripeSyncedAt > DateTime.utc().minus({ seconds: FRESH })
}
