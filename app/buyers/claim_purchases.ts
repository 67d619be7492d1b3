import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { lockAddress } from '#buyers/address_lock'
import { databaseTime } from '#database/columns'

/** SQL: the account that has confirmed the address of a purchase. */
export const CONFIRMED_OWNER = `select users.id from users
  where users.email = purchases.buyer_email and users.email_verified_at is not null`

/** SQL: that a purchase waits for an address that an account has confirmed. No row should fulfil it. */
export const IS_UNCLAIMED = `purchases.buyer_email > '' and exists (${CONFIRMED_OWNER})`

/** Whether a purchase waits until somebody confirms an address. */
export async function hasWaitingPurchase(
  email: string,
  trx?: TransactionClientContract
): Promise<boolean> {
  const found = await (trx ?? db).from('purchases').where('buyer_email', email).select('id').first()
  return found !== null
}

/**
 * Gives an account the purchases that wait for its address, which it has just confirmed. Call it in
 * the transaction that confirms an address, which begins with `lockAddress`.
 */
export async function claimPurchases(
  { userId, email }: { userId: number; email: string },
  trx: TransactionClientContract
): Promise<void> {
  await lockAddress(email, trx)
  await trx
    .from('purchases')
    .where('buyer_email', email)
    .update({ user_id: userId, buyer_email: null, updated_at: databaseTime(DateTime.utc()) })
}
