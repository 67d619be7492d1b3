import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'
import type AccountToken from '#models/account_token'

/**
 * Uses a token up, and every other one of its owner with the same purpose. Locks the owner first, as
 * everything does that changes an account and its links, so that none waits for the other.
 * @returns false where it was used or has expired meanwhile
 */
export async function spendAccountToken(
  token: AccountToken,
  trx: TransactionClientContract
): Promise<boolean> {
  await trx.from('users').where('id', token.userId).select('id').forUpdate()
  const now = databaseTime(DateTime.utc())
  const spent = await trx
    .from('account_tokens')
    .where('id', token.id)
    .whereNull('used_at')
    .where('expires_at', '>', now)
    .update({ used_at: now })
  if (Number(spent) !== 1) {
    return false
  }
  await voidAccountTokens(token.userId, [token.purpose], trx)
  return true
}

/**
 * Invalidates every unused link of a user for some purposes.
 */
export async function voidAccountTokens(
  userId: number,
  purposes: AccountToken['purpose'][],
  trx: TransactionClientContract
): Promise<void> {
  await trx
    .from('account_tokens')
    .where('user_id', userId)
    .whereIn('purpose', purposes)
    .whereNull('used_at')
    .update({ used_at: databaseTime(DateTime.utc()) })
}
