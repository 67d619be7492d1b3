import db from '@adonisjs/lucid/services/db'

/** Used while the store has no price. */
const FIRST_CURRENCY = 'usd'

/**
 * The currency of the newest price, lower case as in Stripe: the best guess for the next one.
 */
export default class FindUsualCurrency {
  async handle(): Promise<string> {
    const row = await db.from('prices').orderBy('id', 'desc').select('currency').first()
    return row?.currency ?? FIRST_CURRENCY
  }
}
