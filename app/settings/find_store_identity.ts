import db from '@adonisjs/lucid/services/db'

/** The key of the identity in `settings`. */
export const STORE_IDENTITY = 'store_identity'

/**
 * Finds the identity that this store writes to `metadata.source` of its Checkout Sessions; null if
 * it has never created one.
 */
export default class FindStoreIdentity {
  async handle(): Promise<string | null> {
    const row = await db.from('settings').select('value').where('key', STORE_IDENTITY).first()
    return row?.value ?? null
  }
}
