import db from '@adonisjs/lucid/services/db'

/** The row of `settings` that holds it. */
export const STORE_IDENTITY = 'store_identity'

/**
 * What this store writes into `metadata.source` of its Checkout Sessions, or null for a store that
 * has not sent anybody to pay yet.
 */
export default class FindStoreIdentity {
  async handle(): Promise<string | null> {
    const row = await db.from('settings').select('value').where('key', STORE_IDENTITY).first()
    return row?.value ?? null
  }
}
