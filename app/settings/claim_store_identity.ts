import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { newReference } from '#shared/public_reference'
import { databaseTime } from '#database/columns'
import { isUniqueViolation } from '#database/conflicts'
import FindStoreIdentity, { STORE_IDENTITY } from '#settings/find_store_identity'

/**
 * Returns the identity of this store and creates it on first use. Several stores may share one
 * Stripe account and must not touch each other's buyers. The identity is stored in the database, so
 * a restored backup keeps it.
 */
export default class ClaimStoreIdentity {
  async handle(): Promise<string> {
    return (await new FindStoreIdentity().handle()) ?? this.#claim()
  }

  async #claim(): Promise<string> {
    const now = databaseTime(DateTime.utc())
    const identity = `kiosk-${newReference()}`
    try {
      await db
        .insertQuery()
        .table('settings')
        .insert({ key: STORE_IDENTITY, value: identity, created_at: now, updated_at: now })
      return identity
    } catch (error) {
      if (isUniqueViolation(error)) {
        return this.handle()
      }
      throw error
    }
  }
}
