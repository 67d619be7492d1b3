import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import { databaseTime } from '#database/columns'
import CloseCheckouts from '#checkout/close_checkouts'
import CheckoutAttempt from '#models/checkout_attempt'
import type { Deadline } from '#shared/deadline'

/**
 * Closes a buyer's open checkouts of subscriptions in other currencies: while one is open, Stripe opens
 * none in another currency for the same customer.
 */
@inject()
export default class CloseOtherCurrencies {
  constructor(private closeCheckouts: CloseCheckouts) {}

  /**
   * @returns whether any was open
   * @throws {PaymentGatewayError} where one could not be closed
   */
  async handle(userId: number, currency: string, deadline: Deadline): Promise<boolean> {
    const open = await CheckoutAttempt.query()
      .where({ userId, status: 'open' })
      .whereNot('currency', currency)
      .whereNotNull('checkoutSessionId')
      .whereHas('lines', (lines) =>
        lines.whereHas('price', (price) => void price.where('type', 'recurring'))
      )
      .where('expiresAt', '>', databaseTime(DateTime.utc()))
    await this.closeCheckouts.closeEach(open, deadline)
    return open.some(({ status }) => status === 'expired')
  }
}
