import { DateTime } from 'luxon'
import { databaseTime } from '#database/columns'
import CheckoutAttempt from '#models/checkout_attempt'

/**
 * How many buyers may be paying for a product at this moment.
 */
export default class CountOpenCheckouts {
  async handle(configurationId: number): Promise<number> {
    const [row] = await CheckoutAttempt.query()
      .where({ productConfigurationId: configurationId, status: 'open' })
      .where('expiresAt', '>', databaseTime(DateTime.utc()))
      .count('*', 'total')
    return Number(row.$extras.total)
  }
}
