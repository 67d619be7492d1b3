import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'
import QueueMail from '#mail/queue_mail'
import { voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import type User from '#models/user'

/**
 * Saves a hashed password, invalidates every session and every open link of the account that an
 * attacker may have requested, and queues a mail to the owner. The caller deletes the sessions
 * after the commit.
 * @param hashed the hash, never the password
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
