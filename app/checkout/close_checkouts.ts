import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import CheckoutAttempts from '#checkout/checkout_attempts'
import { inLanes } from '#background/work_through_due_rows'
import { databaseTime } from '#database/columns'
import CheckoutAttempt from '#models/checkout_attempt'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import type { Deadline } from '#shared/deadline'

/** Sessions that are closed at the same time. */
const LANES = 4

/**
 * Closes the open checkouts of a product, so that nobody can pay for it any more. Call it once
 * Stripe no longer opens new ones.
 */
@inject()
export default class CloseCheckouts {
  constructor(
    private gateway: PaymentGateway,
    private attempts: CheckoutAttempts
  ) {}

  /**
   * @throws {PaymentGatewayError} where one could not be closed; the others are
   */
  async handle(configurationId: number, deadline: Deadline): Promise<void> {
    const open = await CheckoutAttempt.query()
      .where('status', 'open')
      .whereHas('lines', (lines) => void lines.where('productConfigurationId', configurationId))
      .where('expiresAt', '>', databaseTime(DateTime.utc()))
    await this.closeEach(open, deadline)
  }

  /**
   * Closes these checkouts; a paid one stays as it is.
   * @throws {PaymentGatewayError} where one could not be closed; the others are
   */
  async closeEach(attempts: CheckoutAttempt[], deadline: Deadline): Promise<void> {
    await inLanes(attempts, (attempt) => this.#close(attempt, deadline), LANES)
  }

  /** A buyer who is being sent to pay right now may have a session that is not saved yet. */
  async #close(attempt: CheckoutAttempt, deadline: Deadline) {
    if (attempt.checkoutSessionId === null) {
      await this.attempts.requestAgain(attempt, deadline)
    }
    const isClosed =
      attempt.checkoutSessionId !== null &&
      (await this.#expire(attempt.checkoutSessionId, deadline))
    if (isClosed) {
      await attempt.merge({ status: 'expired' }).save()
    }
  }

  /** @returns whether it was still open; a paid or expired one stays as it is */
  async #expire(sessionId: string, deadline: Deadline): Promise<boolean> {
    try {
      await this.gateway.expireCheckoutSession(sessionId, deadline)
      return true
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.isFinal && error.reason !== 'unreachable') {
        return false
      }
      throw error
    }
  }
}
