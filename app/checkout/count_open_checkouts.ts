import { DateTime } from 'luxon'
import { databaseTime } from '#database/columns'
import CheckoutAttempt from '#models/checkout_attempt'

/**
 * How many open checkouts a product has that have not expired: buyers who may be paying right now.
 */
export default class CountOpenCheckouts {
  async handle(configurationId: number): Promise<number> {
    const [row] = await CheckoutAttempt.query()
      .where('status', 'open')
      .whereHas('lines', (lines) => void lines.where('productConfigurationId', configurationId))
      .where('expiresAt', '>', databaseTime(DateTime.utc()))
      .count('*', 'total')
    return Number(row.$extras.total)
  }
}
