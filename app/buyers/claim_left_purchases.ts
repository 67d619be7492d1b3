import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { CONFIRMED_OWNER, IS_UNCLAIMED } from '#buyers/claim_purchases'
import { databaseTime } from '#database/columns'

/**
 * Gives every account what still waits for its confirmed address, as after rows were put back from a
 * backup. Nothing else leaves any.
 */
export default class ClaimLeftPurchases {
  /** @returns how many there were */
  async handle(): Promise<number> {
    const claimed = await db
      .from('purchases')
      .whereRaw(IS_UNCLAIMED)
      .update({
        user_id: db.raw(`(${CONFIRMED_OWNER})`),
        buyer_email: null,
        updated_at: databaseTime(DateTime.utc()),
      })
    return Number(claimed)
  }
}
