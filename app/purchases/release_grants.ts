import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'

/** Whether a grant waits until somebody confirms an address. */
export async function hasWaitingGrant(
  email: string,
  trx?: TransactionClientContract
): Promise<boolean> {
  const found = await (trx ?? db)
    .from('purchases')
    .where('awaited_email', email)
    .select('id')
    .first()
  return found !== null
}

/**
 * Gives a user the grants that wait for their address, which they have just confirmed. Call it in
 * the transaction that confirms an address. A grant may wait in another account, which had the
 * address before and never confirmed it.
 */
export async function releaseGrants(
  { userId, email }: { userId: number; email: string },
  trx: TransactionClientContract
): Promise<void> {
  await trx
    .from('purchases')
    .where('awaited_email', email)
    .update({
      user_id: userId,
      awaited_email: null,
      updated_at: databaseTime(DateTime.utc()),
    })
}
