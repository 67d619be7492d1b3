import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'
import QueueMail from '#mail/queue_mail'
import { voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import type User from '#models/user'

/**
 * Sets a password that is hashed already, ends every session there is, makes open links worthless
 * that somebody else may have asked for, and tells the owner.
 */
export async function savePassword(
  user: User,
  hashed: string,
  trx: TransactionClientContract
): Promise<void> {
  const now = databaseTime(DateTime.utc())
  await trx
    .from('users')
    .where('id', user.id)
    .update({ password: hashed, sessions_valid_from: now, updated_at: now })
  await voidAccountTokens(user.id, ['reset_password', 'change_email'], trx)
  await new QueueMail().handle(
    {
      kind: 'password_changed',
      recipient: user.email,
      locale: user.locale ?? 'en',
      userId: user.id,
      dedupeKey: `password_changed:${user.id}:${now}`,
      data: {},
    },
    trx
  )
}
