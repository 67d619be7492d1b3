import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { newReference } from '#shared/public_reference'
import { databaseTime } from '#database/columns'
import { isUniqueViolation } from '#database/conflicts'
import FindStoreIdentity, { STORE_IDENTITY } from '#settings/find_store_identity'

/**
 * Gives this store its identity, once. Several stores may share one Stripe account, and each must
 * leave the others' buyers alone; so the identity lives, and is restored, with the database.
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
