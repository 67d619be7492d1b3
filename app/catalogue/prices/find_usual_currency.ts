import db from '@adonisjs/lucid/services/db'

/** Where the store has no price yet. */
const FIRST_CURRENCY = 'usd'

/**
 * The currency of the price that was made last, which the next one most likely has too.
 */
export default class FindUsualCurrency {
  async handle(): Promise<string> {
    const row = await db.from('prices').orderBy('id', 'desc').select('currency').first()
    return row?.currency ?? FIRST_CURRENCY
  }
}
